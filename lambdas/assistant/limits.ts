import type { Streak } from '../_data/conversation-item.ts';

const hourMs = 3_600_000;
/** People do not read and answer so many messages so fast: at the other end is a machine. */
const loopAnswers = 12;
const loopPauseMs = 10_000;

/** Whether the customer has been answered by machine as often as is good, or another machine is at the other end. */
export function limitReached(streak: Streak | undefined, answersPerHour: number, now: number): boolean {
  if (!streak || now >= streak.since + hourMs) return false;
  if (streak.count >= answersPerHour) return true;
  return streak.count >= loopAnswers && now - streak.since < streak.count * loopPauseMs;
}

/** With one more answer. An hour after the first of them it begins anew. */
export const counted = (streak: Streak | undefined, now: number): Streak =>
  streak && now < streak.since + hourMs
    ? { count: streak.count + 1, since: streak.since, last: now }
    : { count: 1, since: now, last: now };
