import { ChevronRight, UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Employee } from '../../../../contract/team.ts';
import { useFormats } from '../../business/context.tsx';
import { useNow } from '../../business/use-now.ts';
import { Empty } from '../../look/notice.tsx';
import { useBase, useMay, useMembership } from '../here.ts';
import { Select } from '../kit/choice.tsx';
import { LinkButton } from '../kit/links.tsx';
import { Page, Pill } from '../kit/page.tsx';
import { More, Skeleton, View } from '../kit/view.tsx';
import { useEmployees, useRoles } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';
import { Face } from './face.tsx';
import { Invitations } from './invitations.tsx';
import { useRoleName } from './role-names.ts';
import { useTeamWords } from './words.ts';

type Shown = 'true' | 'false' | 'all';
const isShown = (value: string): value is Shown => ['true', 'false', 'all'].includes(value);

export function TeamPage() {
  const words = useTeamWords();
  const settings = useSettingsWords();
  const base = useBase();
  const may = useMay('employees.manage');
  const [shown, setShown] = useState<Shown>('true');
  const query = useEmployees(shown === 'all' ? undefined : shown);
  const roles = useRoles();
  const now = useNow(60_000);
  const nameOf = useRoleName(roles.data?.items);
  const people = query.data?.pages.flatMap(({ items }) => items);
  const invite = may ? (
    <LinkButton look="primary" href={`${base}/team/invite`}>
      <UserPlus size={18} aria-hidden="true" />
      {words.invite}
    </LinkButton>
  ) : null;
  return (
    <Page title={words.title} hint={words.hint} up={{ href: base, label: settings.title }} actions={invite}>
      <ReadOnlyNote needs="employees.manage" />
      <section className="flex flex-col gap-3">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <h2 className="font-semibold">{words.people}</h2>
          <div className="w-40">
            <Select
              label={words.shown}
              value={shown}
              options={[
                { value: 'true', label: words.active },
                { value: 'false', label: words.inactive },
                { value: 'all', label: words.everyone },
              ]}
              onChange={({ currentTarget }) => isShown(currentTarget.value) && setShown(currentTarget.value)}
            />
          </div>
        </div>
        <View query={{ ...query, data: people }} skeleton={<Skeleton rows={4} />}>
          {(some) =>
            some.length === 0 ? (
              <Empty icon={<Users />} title={words.empty} hint={words.emptyHint} />
            ) : (
              <ul className="flex flex-col overflow-hidden rounded-2xl border border-line bg-surface">
                {some.map((person) => (
                  <Person key={person.id} now={now} person={person} role={nameOf(person.role) ?? words.roleUnknown} />
                ))}
              </ul>
            )
          }
        </View>
        <More query={query} />
      </section>
      <Invitations />
    </Page>
  );
}

function Person({ person, role, now }: { person: Employee; role: string; now: number }) {
  const words = useTeamWords();
  const base = useBase();
  const formats = useFormats();
  const own = useMembership().employeeId === person.id;
  return (
    <li className="border-b border-line last:border-b-0">
      <Link href={`${base}/team/${person.id}`} className="flex items-center gap-3 p-3 -outline-offset-2 hover:bg-hover">
        <Face id={person.id} name={person.name} avatar={person.avatar} />
        <span className="min-w-0 grow">
          <span className="flex items-center gap-2">
            <bdi className="truncate font-medium">{person.name}</bdi>
            {own ? <span className="shrink-0 text-sm text-soft">({words.you})</span> : null}
          </span>
          <span className="block truncate text-sm text-soft">
            <bdi>{role}</bdi> · {person.lastSeenAt ? words.lastSeen(formats.listed(person.lastSeenAt, now)) : words.never}
          </span>
        </span>
        {person.active ? null : <Pill tone="calm">{words.inactive}</Pill>}
        <ChevronRight size={18} aria-hidden="true" className="shrink-0 text-soft rtl:-scale-x-100" />
      </Link>
    </li>
  );
}
