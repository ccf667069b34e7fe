/** Whether the server did not answer so far: there is no network, or the first try has failed. */
export const isAway = ({ fetchStatus, failureCount }: { readonly fetchStatus: string; readonly failureCount: number }): boolean =>
  fetchStatus === 'paused' || failureCount > 0;
