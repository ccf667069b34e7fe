import { CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Spinner } from '../look/button.tsx';
import { Banner } from '../look/notice.tsx';
import { useOnline } from '../look/online.ts';
import { useStore } from '../look/use-store.ts';
import { useDesk, useFormats } from './context.tsx';

/** A blink of the connection is not worth a word: only one that lasts is shown. */
const patienceMs = 2500;
/** From here on it is not a moment any more: what is shown is as old as it is said to be. */
const longMs = 10_000;

export function ConnectionBanner() {
  const words = useWords();
  const online = useOnline();
  const desk = useDesk();
  const formats = useFormats();
  const { status } = useStore(desk.connection.state);
  const at = useStore(desk.device.asOf);
  const asOf = (): string => formats.time(new Date(at).toISOString());
  const away = status !== 'open';
  const lasting = useLasting(away, patienceMs);
  const long = useLasting(away, longMs);
  return (
    <div role="status">
      {online ? null : (
        <Banner tone="warn">
          <CloudOff size={18} aria-hidden="true" className="shrink-0" />
          {words.device.offline(asOf())}
        </Banner>
      )}
      {online && away && lasting ? (
        long ? (
          <Banner tone="warn">
            <CloudOff size={18} aria-hidden="true" className="shrink-0" />
            {words.device.unreachable(asOf())}
          </Banner>
        ) : (
          <Banner tone="info">
            <Spinner />
            {words.connection.reconnecting}
          </Banner>
        )
      ) : null}
    </div>
  );
}

/** Whether something has been so for that long. */
function useLasting(so: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!so) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), ms);
    return () => clearTimeout(timer);
  }, [so, ms]);
  return lasting;
}
