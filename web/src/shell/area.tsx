import { type ComponentType, useEffect, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Failed, Loading } from '../look/notice.tsx';

export type LoadArea = () => Promise<ComponentType>;

const loaded = new Map<LoadArea, ComponentType>();

/** A part of the app that is loaded when somebody goes there. */
export function Area({ load }: { load: LoadArea }) {
  const words = useWords();
  const [, setCame] = useState<LoadArea>();
  const [failed, setFailed] = useState(false);
  const Known = loaded.get(load);
  useEffect(() => {
    if (loaded.has(load)) return;
    let left = false;
    load()
      .then((component) => {
        loaded.set(load, component);
        if (!left) setCame(() => load);
      })
      .catch(() => {
        if (!left) setFailed(true);
      });
    return () => {
      left = true;
    };
  }, [load]);
  if (Known) return <Known />;
  return (
    <main className="flex min-h-[75dvh] grow">
      {failed ? (
        // A browser keeps a module that did not load as failed, and after a new version it is gone: only a new page gets it.
        <Failed title={words.start.failed} hint={words.start.unreachableHint} retry={() => location.reload()} />
      ) : (
        <Loading />
      )}
    </main>
  );
}
