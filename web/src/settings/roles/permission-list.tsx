import type { Permission } from '../../../../contract/permissions.ts';
import { useMembership } from '../here.ts';
import { useManagement } from '../kit/words.ts';
import { allPermissions, areasInOrder } from '../permission-areas.ts';
import { useRoleWords } from './words.ts';

interface PermissionListProps {
  readonly role: string;
  readonly value: readonly Permission[];
  /** Saved so far: may stay although the one who edits does not have it. */
  readonly had: readonly Permission[];
  readonly readOnly: boolean;
  readonly change: (permissions: Permission[]) => void;
}

export function PermissionList({ role, value, had, readOnly, change }: PermissionListProps) {
  const words = useRoleWords();
  const common = useManagement();
  const { permissions: mine } = useMembership();
  const some = allPermissions.some((one) => !mine.includes(one) && !had.includes(one));
  return (
    <fieldset disabled={readOnly} className="flex flex-col gap-4">
      <legend className="mb-3 text-sm font-medium">{words.permissions}</legend>
      {some && !readOnly ? <p className="text-sm text-soft">{words.cannotGrant}</p> : null}
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        {areasInOrder.map(([area, permissions]) => (
          <fieldset key={area}>
            <legend className="mb-1 text-sm font-semibold text-soft">{common.areas[area]}</legend>
            {permissions.map((permission) => (
              <label key={permission} className="flex min-h-11 items-center gap-3">
                <input
                  type="checkbox"
                  className="size-5 shrink-0 disabled:opacity-40"
                  checked={value.includes(permission)}
                  disabled={!mine.includes(permission) && !had.includes(permission)}
                  onChange={({ currentTarget }) =>
                    change(allPermissions.filter((one) => (one === permission ? currentTarget.checked : value.includes(one))))
                  }
                />
                <span>
                  <span className="sr-only">{role === '' ? '' : `${role}: `}</span>
                  {common.permissions[permission]}
                </span>
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </fieldset>
  );
}
