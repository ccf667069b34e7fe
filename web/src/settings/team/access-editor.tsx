import { Check, Minus } from 'lucide-react';
import { useId } from 'react';
import type { Permission } from '../../../../contract/permissions.ts';
import type { Overrides } from '../../../../contract/team.ts';
import { useMembership } from '../here.ts';
import { useManagement } from '../kit/words.ts';
import { areasInOrder } from '../permission-areas.ts';
import { type Exception, effective, exceptionOf, mayGrant, withException } from './effective.ts';
import { useTeamWords } from './words.ts';

interface AccessEditorProps {
  readonly role: readonly Permission[];
  readonly overrides: Overrides;
  /** What the person has had so far: may stay although the one who edits does not have it. */
  readonly had: readonly Permission[];
  /** Absent: only to look at. */
  readonly change?: (overrides: Overrides) => void;
}

/** Each permission: from the role, granted or denied, and what that comes to. */
export function AccessEditor({ role, overrides, had, change }: AccessEditorProps) {
  const words = useTeamWords();
  const common = useManagement();
  const now = effective(role, overrides);
  return (
    <div className="flex flex-col gap-5">
      <p role="status" className="text-sm text-soft">
        {words.effective(now.length)}
      </p>
      {areasInOrder.map(([area, permissions]) => (
        <section key={area}>
          <h3 className="mb-1 text-sm font-semibold text-soft">{common.areas[area]}</h3>
          <ul className="flex flex-col divide-y divide-line">
            {permissions.map((permission) => (
              <Row
                key={permission}
                permission={permission}
                may={now.includes(permission)}
                exception={exceptionOf(permission, overrides)}
                had={had}
                {...(change ? { set: (exception) => change(withException(overrides, permission, exception)) } : {})}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

interface RowProps {
  readonly permission: Permission;
  readonly may: boolean;
  readonly exception: Exception;
  readonly had: readonly Permission[];
  readonly set?: (exception: Exception) => void;
}

const exceptions = ['role', 'granted', 'denied'] as const;
/** An exception stands out; what comes from the role does not. */
const chosen: Readonly<Record<Exception, string>> = {
  role: 'bg-selected font-medium text-ink',
  granted: 'bg-accent font-medium text-on-accent',
  denied: 'bg-danger font-medium text-ground',
};

function Row({ permission, may, exception, had, set }: RowProps) {
  const words = useTeamWords();
  const common = useManagement();
  const { permissions: mine } = useMembership();
  const id = useId();
  const grantable = mayGrant(permission, mine, had);
  const said = { role: words.fromRole, granted: words.granted, denied: words.denied };
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
      <span className="flex min-w-0 items-center gap-2">
        {may ? (
          <Check size={18} aria-hidden="true" className="shrink-0 text-accent" />
        ) : (
          <Minus size={18} aria-hidden="true" className="shrink-0 text-soft" />
        )}
        <span className={may ? '' : 'text-soft'}>
          {common.permissions[permission]}
          <span className="sr-only">: {may ? words.may : words.mayNot}</span>
        </span>
      </span>
      {set ? (
        <fieldset
          aria-describedby={grantable ? undefined : `${id}-why`}
          className="flex w-full overflow-hidden rounded-xl border border-edge text-sm sm:w-auto"
        >
          <legend className="sr-only">{words.exceptionFor(common.permissions[permission])}</legend>
          {exceptions.map((one) => (
            <label
              key={one}
              className={`relative flex min-h-11 grow items-center justify-center px-3 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent ${exception === one ? chosen[one] : 'bg-raised text-soft'} ${one === 'granted' && !grantable ? 'opacity-50' : 'cursor-pointer'}`}
            >
              <input
                type="radio"
                name={`${id}-exception`}
                className="sr-only"
                checked={exception === one}
                disabled={one === 'granted' && !grantable}
                onChange={() => set(one)}
              />
              {said[one]}
            </label>
          ))}
        </fieldset>
      ) : exception === 'role' ? null : (
        <span className="text-sm text-soft">{said[exception]}</span>
      )}
      {set && !grantable ? (
        <p id={`${id}-why`} className="w-full ps-7 text-sm text-soft">
          {words.notYours}
        </p>
      ) : null}
    </li>
  );
}
