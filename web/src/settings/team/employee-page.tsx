import { useFormats } from '../../business/context.tsx';
import { useBase, useMay, useMembership } from '../here.ts';
import { Page, Panel, Pill } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useEmployee, useRoles } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { AccessEditor } from './access-editor.tsx';
import { ActivePanel } from './active-panel.tsx';
import { EmployeeForm } from './employee-form.tsx';
import { Face } from './face.tsx';
import { useRoleName } from './role-names.ts';
import { useTeamWords } from './words.ts';

export function EmployeePage({ id }: { id: string }) {
  const words = useTeamWords();
  const base = useBase();
  const query = useEmployee(id);
  const roles = useRoles();
  const formats = useFormats();
  const nameOf = useRoleName(roles.data?.items);
  const may = useMay('employees.manage');
  const own = useMembership().employeeId === id;
  const both = query.data && roles.data ? { person: query.data, roles: roles.data.items } : undefined;
  const failing = query.isError || query.data === undefined ? query : roles;
  return (
    <Page title={query.data?.name ?? words.title} up={{ href: `${base}/team`, label: words.title, always: true }}>
      <ReadOnlyNote needs="employees.manage" />
      <View query={{ ...failing, data: both }} skeleton={<Skeleton rows={3} height="h-40" />}>
        {({ person, roles: known }) => (
          <>
            <Panel>
              <div className="flex items-center gap-4">
                <Face id={person.id} name={person.name} avatar={person.avatar} />
                <div className="min-w-0 grow text-sm text-soft">
                  <span className="block text-base text-ink [overflow-wrap:anywhere]">
                    <bdi dir="ltr">{person.email}</bdi>
                  </span>
                  <span className="block">
                    <bdi>{nameOf(person.role) ?? words.roleUnknown}</bdi>
                  </span>
                  <span className="block">{words.joined(formats.full(person.joinedAt))}</span>
                  <span className="block">
                    {person.lastSeenAt ? words.lastSeen(formats.full(person.lastSeenAt)) : words.never}
                  </span>
                </div>
                <Pill tone={person.active ? 'good' : 'calm'}>{person.active ? words.active : words.inactive}</Pill>
              </div>
            </Panel>
            {may ? (
              <>
                <EmployeeForm person={person} roles={known} own={own} />
                <ActivePanel person={person} own={own} />
              </>
            ) : (
              <Panel title={words.access} hint={words.accessHint}>
                <AccessEditor
                  role={known.find((role) => role.id === person.role)?.permissions ?? []}
                  overrides={person.overrides}
                  had={person.permissions}
                />
              </Panel>
            )}
          </>
        )}
      </View>
    </Page>
  );
}
