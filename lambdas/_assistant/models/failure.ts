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
