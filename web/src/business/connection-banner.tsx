import { CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Spinner } from '../look/button.tsx';
import { Banner } from '../look/notice.tsx';
import { useOnline } from '../look/online.ts';
import { useStore } from '../look/store.ts';
import { useDesk } from './context.tsx';

/** A blink of the connection is not worth a word: only one that lasts is shown. */
const patienceMs = 2500;

export function ConnectionBanner() {
  const words = useWords();
  const online = useOnline();
  const { status } = useStore(useDesk().connection.state);
  const away = status !== 'open';
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!away) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), patienceMs);
    return () => clearTimeout(timer);
  }, [away]);
  return (
    <div role="status">
      {online ? null : (
        <Banner tone="warn">
          <CloudOff size={18} aria-hidden="true" className="shrink-0" />
          {words.connection.offline}
        </Banner>
      )}
      {online && away && lasting ? (
        <Banner tone="info">
          <Spinner />
          {words.connection.reconnecting}
        </Banner>
      ) : null}
    </div>
  );
}
