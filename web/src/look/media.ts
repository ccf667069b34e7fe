import { useSyncExternalStore } from 'react';

const queries = {
  /** Room for two panes. */
  two: '(min-width: 48rem)',
  /** Room for three. */
  three: '(min-width: 80rem)',
  touch: '(pointer: coarse)',
} as const;

/** Whether the page is as wide, or the pointer as coarse, as asked; follows when it changes. */
export function useMedia(name: keyof typeof queries): boolean {
  const list = window.matchMedia(queries[name]);
  return useSyncExternalStore(
    (follower) => {
      list.addEventListener('change', follower);
      return () => list.removeEventListener('change', follower);
    },
    () => list.matches,
  );
}

export const isTouch = (): boolean => window.matchMedia(queries.touch).matches;
