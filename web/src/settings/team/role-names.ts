import type { SystemRole } from '../../../../contract/permissions.ts';
import type { Role } from '../../../../contract/roles.ts';
import type { Management } from '../../i18n/en/management.ts';
import { useManagement } from '../kit/words.ts';

const isSystem = (role: string, words: Management): role is SystemRole => role in words.systemRoles;

/** System roles are called as the reader says it, the others as the business does. Undefined: not known here. */
export function useRoleName(roles: readonly Role[] | undefined): (ref: string) => string | undefined {
  const words = useManagement();
  return (ref) => (isSystem(ref, words) ? words.systemRoles[ref] : roles?.find(({ id }) => id === ref)?.name);
}
