import { useSyncExternalStore } from 'react';

function follow(follower: () => void): () => void {
  window.addEventListener('online', follower);
  window.addEventListener('offline', follower);
  return () => {
    window.removeEventListener('online', follower);
    window.removeEventListener('offline', follower);
  };
}

/** Whether the browser has any network at all. */
export const useOnline = (): boolean => useSyncExternalStore(follow, () => navigator.onLine);
