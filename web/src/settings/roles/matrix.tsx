import { Check, Minus } from 'lucide-react';
import { Fragment, type KeyboardEvent } from 'react';
import { Link } from 'wouter';
import type { Permission } from '../../../../contract/permissions.ts';
import type { Role } from '../../../../contract/roles.ts';
import { useBase, useMembership } from '../here.ts';
import { useManagement } from '../kit/words.ts';
import { areasInOrder } from '../permission-areas.ts';
import { useRoleName } from '../team/role-names.ts';
import { RoleBadge } from './role-badge.tsx';
import { type Toggles, wished } from './toggles.ts';
import { useRoleWords } from './words.ts';

interface MatrixProps {
  readonly roles: readonly Role[];
  readonly toggles: Toggles;
  /** Absent: only to look at. */
  readonly toggle?: (role: Role, permission: Permission, on: boolean) => void;
}

/** Permissions down, roles across; the permission's name stays in sight while one scrolls sideways. */
export function Matrix({ roles, toggles, toggle }: MatrixProps) {
  const words = useRoleWords();
  const common = useManagement();
  const nameOf = useRoleName(roles);
  const { permissions: mine } = useMembership();
  const base = useBase();
  const fixed = 'sticky start-0 z-1 bg-surface text-start';
  const greyed = toggle && roles.some((role) => !role.system) && mine.length < Object.keys(common.permissions).length;
  return (
    <>
      {greyed ? <p className="text-sm text-soft">{words.cannotGrant}</p> : null}
      <section
        aria-label={words.matrix}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="relative overflow-x-auto rounded-2xl border border-line bg-surface"
      >
        <table className="w-full border-collapse text-sm" onKeyDown={moveByArrows}>
          <caption className="sr-only">
            {words.matrix}
            {toggle ? `. ${words.keys}` : ''}
          </caption>
          <thead>
            <tr>
              <th scope="col" className={`${fixed} min-w-36 p-3 sm:min-w-52`}>
                {words.permission}
              </th>
              {roles.map((role) => (
                <th key={role.id} scope="col" className="min-w-24 p-3 font-medium">
                  {role.system ? (
                    <RoleBadge name={nameOf(role.id) ?? role.name} colour={role.colour} />
                  ) : (
                    <Link href={`${base}/roles/${role.id}`} className="inline-block rounded-full">
                      <RoleBadge name={role.name} colour={role.colour} />
                    </Link>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          {areasInOrder.map(([area, permissions]) => (
            <tbody key={area}>
              <tr className="border-t border-line bg-ground">
                <th scope="rowgroup" className="sticky start-0 px-3 py-2 text-start font-semibold text-soft">
                  {common.areas[area]}
                </th>
                <td colSpan={roles.length} />
              </tr>
              {permissions.map((permission) => (
                <tr key={permission} className="border-t border-line">
                  <th scope="row" className={`${fixed} p-3 font-normal`}>
                    {common.permissions[permission]}
                  </th>
                  {roles.map((role) => {
                    const on = wished(role.permissions, toggles.get(role.id)).includes(permission);
                    const name = nameOf(role.id) ?? role.name;
                    return (
                      <td key={role.id} className="p-0 text-center">
                        {toggle && !role.system ? (
                          <label className="mx-auto flex size-11 items-center justify-center">
                            <input
                              type="checkbox"
                              className="size-5 disabled:opacity-40"
                              aria-label={words.cell(name, common.permissions[permission])}
                              checked={on}
                              disabled={!mine.includes(permission) && !role.permissions.includes(permission)}
                              onChange={({ currentTarget }) => toggle(role, permission, currentTarget.checked)}
                            />
                          </label>
                        ) : (
                          <Fixed on={on} />
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </section>
    </>
  );
}

function Fixed({ on }: { on: boolean }) {
  const words = useRoleWords();
  return (
    <Fragment>
      {on ? (
        <Check size={18} aria-hidden="true" className="mx-auto text-accent" />
      ) : (
        <Minus size={18} aria-hidden="true" className="mx-auto text-soft" />
      )}
      <span className="sr-only">{on ? words.yes : words.no}</span>
    </Fragment>
  );
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** To the next box that can be ticked in the direction of the arrow, as the eye sees it: mirrored in Arabic. */
function moveByArrows(event: KeyboardEvent<HTMLTableElement>): void {
  const step = steps[event.key];
  const cell = event.target instanceof Element ? event.target.closest('td') : null;
  const row = cell?.parentElement;
  if (!step || !cell || !(row instanceof HTMLTableRowElement)) return;
  const [down, across] = step;
  const along = getComputedStyle(event.currentTarget).direction === 'rtl' ? -across : across;
  const { rows } = event.currentTarget;
  let [at, column] = [row.rowIndex + down, cell.cellIndex + along];
  while (at > 0 && at < rows.length && column > 0 && column < row.cells.length) {
    const box = rows[at]?.cells[column]?.querySelector<HTMLInputElement>('input:not(:disabled)');
    if (box) {
      event.preventDefault();
      box.focus();
      return;
    }
    at += down;
    column += along;
  }
}
