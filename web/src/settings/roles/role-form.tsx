import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { Permission } from '../../../../contract/permissions.ts';
import type { Role } from '../../../../contract/roles.ts';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Field } from '../../look/field.tsx';
import { useSigned } from '../../shell/signed.tsx';
import { same } from '../business/profile.ts';
import { roleColours } from '../colours.ts';
import { newKey, useBase, useMembership } from '../here.ts';
import { Select } from '../kit/choice.tsx';
import { Form } from '../kit/form.tsx';
import { Panel } from '../kit/page.tsx';
import { useManagement } from '../kit/words.ts';
import { allPermissions } from '../permission-areas.ts';
import { useChanged } from '../read.ts';
import { useRoleName } from '../team/role-names.ts';
import { ColourField } from './colour-field.tsx';
import { PermissionList } from './permission-list.tsx';
import { onTopOf, type RoleFields } from './toggles.ts';
import { useRoleWords } from './words.ts';

const inOrder = (some: readonly Permission[]): Permission[] => allPermissions.filter((one) => some.includes(one));
const fieldsOf = (role: Role | undefined): RoleFields =>
  role
    ? { name: role.name, colour: role.colour, permissions: inOrder(role.permissions) }
    : { name: '', colour: roleColours[0], permissions: [] };

interface RoleFormProps {
  readonly role: Role | undefined;
  readonly roles: readonly Role[];
  readonly readOnly: boolean;
}

export function RoleForm({ role, roles, readOnly }: RoleFormProps) {
  const words = useRoleWords();
  const common = useManagement();
  const { call } = useDesk();
  const { lookAgain } = useSigned();
  const { reload } = useChanged();
  const base = useBase();
  const [, navigate] = useLocation();
  const { permissions: mine } = useMembership();
  const nameOf = useRoleName(roles);
  const [from, setFrom] = useState(role);
  const [draft, setDraft] = useState(() => fieldsOf(role));
  const [newer, setNewer] = useState(false);
  const [done, setDone] = useState(false);
  const attempt = useRef<{ readonly key: string; readonly body: string }>(undefined);
  const untouched = same(draft, fieldsOf(from));
  if (role && from && role.version > from.version) {
    setFrom(role);
    setDraft(onTopOf(fieldsOf(from), fieldsOf(role), draft));
  }
  const set = (part: Partial<RoleFields>): void => {
    setDone(false);
    setDraft({ ...draft, ...part });
  };
  const submit = async (): Promise<void> => {
    const body = { ...draft, name: draft.name.trim(), permissions: [...draft.permissions] };
    if (from) {
      const { id, version } = from;
      const known = fieldsOf(from);
      const changes = {
        ...(body.name === known.name ? {} : { name: body.name }),
        ...(body.colour === known.colour ? {} : { colour: body.colour }),
        ...(same(body.permissions, known.permissions) ? {} : { permissions: body.permissions }),
      };
      const saved = await call('PATCH /v1/roles/{id}', { params: { id }, body: changes, ifMatch: version });
      setFrom(saved);
      setDraft(fieldsOf(saved));
      setNewer(false);
      setDone(true);
    } else {
      const text = JSON.stringify(body);
      if (attempt.current?.body !== text) attempt.current = { key: newKey(), body: text };
      await call('POST /v1/roles', { body, idempotencyKey: attempt.current.key });
      navigate(`${base}/roles`);
    }
    void reload('roles');
    void lookAgain().catch(() => undefined);
  };
  const handled = (error: unknown): boolean => {
    if (!(error instanceof Refused) || error.code !== 'changed') return false;
    setNewer(true);
    void reload('roles');
    return true;
  };
  const name = draft.name.trim();
  return (
    <Panel>
      <Form
        sticky
        label={from ? common.save : words.createSubmit}
        check={() => (name === '' || name.length > 40 ? { name: words.nameWrong } : {})}
        said={{ name: words.nameTaken }}
        submit={submit}
        handled={handled}
        disabled={readOnly || (from !== undefined && untouched)}
        done={done && untouched ? common.saved : undefined}
      >
        {(errors) => (
          <>
            {newer && from ? (
              <p role="alert" className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">
                {words.changedOne(isolate(from.name))}
              </p>
            ) : null}
            <Field
              label={words.name}
              dir="auto"
              maxLength={40}
              autoComplete="off"
              readOnly={readOnly}
              value={draft.name}
              error={errors.name}
              onChange={({ currentTarget }) => set({ name: currentTarget.value })}
            />
            <ColourField value={draft.colour} sample={draft.name} disabled={readOnly} change={(colour) => set({ colour })} />
            {from ? null : (
              <Select
                label={words.startFrom}
                defaultValue=""
                options={[
                  { value: '', label: words.startFromNothing },
                  ...roles.map(({ id, name: own }) => ({ value: id, label: nameOf(id) ?? own })),
                ]}
                onChange={({ currentTarget }) => {
                  const chosen = roles.find(({ id }) => id === currentTarget.value);
                  set({ permissions: inOrder(chosen?.permissions ?? []).filter((one) => mine.includes(one)) });
                }}
              />
            )}
            <PermissionList
              role={draft.name}
              value={draft.permissions}
              had={from?.permissions ?? []}
              readOnly={readOnly}
              change={(permissions) => set({ permissions })}
            />
          </>
        )}
      </Form>
    </Panel>
  );
}
