import { useState } from 'react';
import type { Role } from '../../../../contract/roles.ts';
import type { Employee } from '../../../../contract/team.ts';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Field } from '../../look/field.tsx';
import { useSigned } from '../../shell/signed.tsx';
import { same } from '../business/profile.ts';
import { Form } from '../kit/form.tsx';
import { Note, Panel } from '../kit/page.tsx';
import { useManagement } from '../kit/words.ts';
import { useChanged } from '../read.ts';
import { AccessEditor } from './access-editor.tsx';
import { useRoleName } from './role-names.ts';
import { RoleSelect } from './role-select.tsx';
import { useTeamWords } from './words.ts';

type Editable = Pick<Employee, 'name' | 'role' | 'overrides'>;
const editable = ({ name, role, overrides }: Employee): Editable => ({ name, role, overrides });

interface EmployeeFormProps {
  readonly person: Employee;
  readonly roles: readonly Role[];
  readonly own: boolean;
}

export function EmployeeForm({ person, roles, own }: EmployeeFormProps) {
  const words = useTeamWords();
  const common = useManagement();
  const { call } = useDesk();
  const { lookAgain } = useSigned();
  const { put } = useChanged();
  const nameOf = useRoleName(roles);
  const [base, setBase] = useState(person);
  const [draft, setDraft] = useState(() => editable(person));
  const [newer, setNewer] = useState<Employee>();
  const [done, setDone] = useState(false);
  const { id } = person;

  const untouched = same(draft, editable(base));
  if (untouched && newer === undefined && person.version > base.version) {
    setBase(person);
    setDraft(editable(person));
  }

  const set = (part: Partial<Editable>): void => {
    setDone(false);
    setDraft({ ...draft, ...part });
  };
  const submit = async (): Promise<void> => {
    const from = newer ?? base;
    const name = draft.name.trim();
    const body = {
      ...(name === from.name ? {} : { name }),
      ...(draft.role === from.role ? {} : { role: draft.role }),
      ...(same(draft.overrides, from.overrides) ? {} : { overrides: draft.overrides }),
    };
    const saved =
      Object.keys(body).length === 0
        ? from
        : await call('PATCH /v1/employees/{id}', { params: { id }, body, ifMatch: from.version });
    put(['employees', 'one', id], saved);
    setNewer(undefined);
    setBase(saved);
    setDraft(editable(saved));
    setDone(true);
    if (own) void lookAgain().catch(() => undefined);
  };
  const handled = (error: unknown): boolean => {
    if (!(error instanceof Refused) || error.code !== 'changed') return false;
    void call('GET /v1/employees/{id}', { params: { id } }).then(setNewer, () => undefined);
    return true;
  };

  return (
    <Panel title={words.access} hint={words.accessHint}>
      {own ? <Note>{words.ownAccess}</Note> : null}
      <Form
        sticky
        label={common.save}
        check={() => (draft.name.trim() === '' ? { name: words.nameWrong } : {})}
        said={{ name: words.nameWrong }}
        submit={submit}
        handled={handled}
        disabled={untouched && newer === undefined}
        done={done && untouched ? common.saved : undefined}
      >
        {(errors) => (
          <>
            {newer ? (
              <div role="alert" className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">
                <p>{words.changedMeanwhile}</p>
                <p className="mt-1 font-medium">
                  {words.nowIs(isolate(newer.name), isolate(nameOf(newer.role) ?? words.roleUnknown))}
                </p>
              </div>
            ) : null}
            <Field
              label={words.name}
              dir="auto"
              maxLength={80}
              autoComplete="off"
              value={draft.name}
              error={errors.name}
              onChange={({ currentTarget }) => set({ name: currentTarget.value })}
            />
            <RoleSelect roles={roles} value={draft.role} had={person.role} error={errors.role} change={(role) => set({ role })} />
            {errors.overrides ? <p className="text-sm text-danger">{errors.overrides}</p> : null}
            <AccessEditor
              role={roles.find((role) => role.id === draft.role)?.permissions ?? []}
              overrides={draft.overrides}
              had={person.permissions}
              change={(overrides) => set({ overrides })}
            />
          </>
        )}
      </Form>
    </Panel>
  );
}
