import { useState } from 'react';
import { Refused } from '../../api/client.ts';

interface VersionedParts<T extends { readonly version: number }> {
  readonly given: T;
  readonly load: () => Promise<T>;
  /** On the condition that it is still this version. */
  readonly save: (version: number) => Promise<T>;
  readonly saved: (now: T) => void;
  /** Puts into the fields what it is now. */
  readonly show: (now: T) => void;
}

/** A setting that two people may change at once: the second is told, and sees what the first has made of it. */
export function useVersioned<T extends { readonly version: number }>({ given, load, save, saved, show }: VersionedParts<T>) {
  const [from, setFrom] = useState(given);
  const [done, setDone] = useState(false);
  const [late, setLate] = useState(false);
  return {
    /** As it was when it was last saved or loaded. */
    from,
    done,
    /** Somebody else was faster. */
    late,
    submit: async (): Promise<void> => {
      const now = await save(from.version);
      setFrom(now);
      setLate(false);
      setDone(true);
      saved(now);
    },
    handled: (error: unknown): boolean => {
      if (!(error instanceof Refused) || error.code !== 'changed') return false;
      void load().then((now) => {
        setFrom(now);
        show(now);
        setLate(true);
      });
      return true;
    },
    /** What is being changed has not been saved. */
    changing:
      <Value>(set: (value: Value) => void) =>
      (value: Value): void => {
        setDone(false);
        set(value);
      },
  };
}
