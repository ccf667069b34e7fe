import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Failed } from './notice.tsx';

/** A part of a page whose code comes when it is first shown; until then `waiting` stands in its place. */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode = null,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  // biome-ignore lint/correctness/noComponentHookFactories: called once per module, never while drawing
  return function Lazy(props: Props) {
    const words = useWords();
    const [state, setState] = useState<'coming' | 'there' | 'failed'>(loaded ? 'there' : 'coming');
    useEffect(() => {
      if (loaded) return;
      let left = false;
      load().then(
        (component) => {
          loaded = component;
          if (!left) setState('there');
        },
        () => {
          if (!left) setState('failed');
        },
      );
      return () => {
        left = true;
      };
    }, []);
    if (loaded) {
      const Known = loaded;
      return <Known {...props} />;
    }
    // After a new version the old part is gone: only a new page gets the new one.
    return state === 'failed' ? <Failed title={words.start.failed} retry={() => location.reload()} /> : waiting;
  };
}
