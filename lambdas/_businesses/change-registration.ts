import { addEntries, dropEntries } from '../_data/platform-index.ts';
import { type Registration, registrationChange } from '../_data/registration.ts';
import { type TransactItem, transact } from '../_data/transact.ts';
import { collisionDelay } from '../_data/write.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';

/** What a change comes to, decided on the registration as it was read. */
export interface RegistrationDecision<Result> {
  readonly was: Registration;
  /** Attributes given as `undefined` go. */
  readonly change: Parameters<typeof registrationChange>[2];
  /** What else is written with it, the audit entry for one. */
  readonly writes: readonly TransactItem[];
  readonly result: (now: Registration) => Result;
}

const attempts = 12;

/**
 * Changes what the platform knows of a business, and its places in the platform's lists: new ones before, old ones after. A
 * crash in between leaves entries that lead nowhere, which readers do not see. `decide` reads everything anew each time.
 */
export async function changeRegistration<Result>(
  store: TenantTable,
  platform: PlatformTable,
  decide: () => Promise<RegistrationDecision<Result> | { readonly unchanged: Result } | ProblemResult>,
): Promise<Result | ProblemResult> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const decision = await decide();
    if (isProblem(decision)) return decision;
    if ('unchanged' in decision) return decision.unchanged;
    const { was, change, writes, result } = decision;
    const { write, registration } = registrationChange(store, was, change);
    await addEntries(platform, registration, was);
    failPoint('registration.after-entries');
    if ((await transact(store, [write, ...writes])) === 'done') {
      failPoint('registration.after-transaction');
      await dropEntries(platform, was, registration);
      return result(registration);
    }
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  return problem('conflict', 'Many people change this at the moment. Try again.');
}
