export type WindowState =
  | { readonly state: 'open'; readonly leftMs: number }
  | { readonly state: 'closed' }
  /** The customer never wrote: there is no window yet. */
  | { readonly state: 'never' };

/** The 24 hours in which WhatsApp carries free-form messages. `now`: server time, ms. */
export function windowState(windowClosesAt: string | undefined, now: number): WindowState {
  if (windowClosesAt === undefined) return { state: 'never' };
  const leftMs = Date.parse(windowClosesAt) - now;
  return leftMs > 0 ? { state: 'open', leftMs } : { state: 'closed' };
}
