import type { Role } from '../../../../contract/roles.ts';
import { isolate } from '../../i18n/isolate.ts';
import { useMembership } from '../here.ts';
import { Select } from '../kit/choice.tsx';
import { mayGive } from './effective.ts';
import { useRoleName } from './role-names.ts';
import { useTeamWords } from './words.ts';

interface RoleSelectProps {
  readonly roles: readonly Role[];
  readonly value: Role['id'];
  /** Stays choosable although it may do more than the person who edits: leaving it is no gift. */
  readonly had?: Role['id'];
  readonly error: string | undefined;
  readonly change: (role: Role['id']) => void;
}

export function RoleSelect({ roles, value, had, error, change }: RoleSelectProps) {
  const words = useTeamWords();
  const nameOf = useRoleName(roles);
  const mine = useMembership().permissions;
  const options = roles.map((role) => {
    const name = nameOf(role.id) ?? role.name;
    const disabled = role.id !== had && !mayGive(role.permissions, mine);
    return { value: role.id, label: disabled ? words.roleTooMuch(isolate(name)) : name, disabled };
  });
  return (
    <Select
      label={words.role}
      hint={options.some(({ disabled }) => disabled) ? words.roleHint : undefined}
      value={value}
      error={error}
      options={options}
      onChange={({ currentTarget }) => {
        const role = roles.find(({ id }) => id === currentTarget.value);
        if (role) change(role.id);
      }}
    />
  );
}
