import type { TryFailure } from '../../../contract/playground.ts';
import type { ModelAnswer } from '../model.ts';

export type Failure = Extract<ModelAnswer, { readonly outcome: 'failed' }>;

export const failed = (
  kind: Failure['class'],
  reason: string,
  more: { readonly retryAfterMs?: number | undefined; readonly maybePaid?: true } = {},
): Failure => ({
  outcome: 'failed',
  class: kind,
  reason,
  ...(more.retryAfterMs !== undefined && { retryAfterMs: more.retryAfterMs }),
  ...(more.maybePaid && { maybePaid: true }),
});

/** Seconds of `Retry-After`. Dates are not used by those who are asked here. */
export function afterMs(header: string | readonly string[] | undefined): number | undefined {
  const seconds = Number(typeof header === 'string' ? header : header?.[0]);
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : undefined;
}

/** As people are told it: what they can do something about, by name. */
export function shownFailure({ reason, class: kind }: Pick<Failure, 'reason' | 'class'>): TryFailure {
  switch (reason) {
    case 'key-refused':
    case 'no-credit':
    case 'model-unknown':
    case 'wrong-address':
    case 'unreachable':
    case 'too-slow':
    case 'over-budget':
      return reason;
    case 'cut-short':
      return 'unreachable';
    default:
      return kind === 'again' ? 'busy' : 'not-understood';
  }
}
