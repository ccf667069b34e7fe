import type { Permission } from '../../contract/permissions.ts';
import { type Person, refuseGiving } from '../_people/rights.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';

const without = (list: Iterable<Permission>, taken: readonly Permission[]): Permission[] =>
  [...list].filter((one) => !taken.includes(one));

/**
 * Whether somebody may change somebody: not one who may do more than they do, not so that anybody gets what they do not have
 * themselves, and not upwards for themselves, not even to what they have anyway, which would stay when their role goes.
 */
export function refuseChange(actor: Person, target: Person, after: Person): ProblemResult | undefined {
  const beyond = [...target.may].filter((one) => !actor.may.has(one));
  if (beyond.length > 0) {
    return problem('forbidden', `This person may do more than you (${beyond.join(', ')}). Ask somebody who may do that too.`);
  }
  const { role, overrides } = target.employee;
  const { role: newRole, overrides: newOverrides } = after.employee;
  const granted = without(newOverrides.grant, overrides.grant);
  const undenied = without(overrides.deny, newOverrides.deny);
  if (actor.employee.id === target.employee.id) {
    const more = [...after.may].filter((one) => !target.may.has(one));
    if (granted.length > 0 || undenied.length > 0 || more.length > 0) {
      return problem('forbidden', 'Nobody gives themselves more. Ask a colleague who may.');
    }
  }
  const given = [...after.may, ...granted, ...(role === newRole ? [] : after.rights.permissions)];
  return refuseGiving(actor, new Set(given));
}
