import { ChevronRight, Plus } from 'lucide-react';
import { Link } from 'wouter';
import { useWords } from '../i18n/language.ts';
import { Avatar } from '../look/avatar.tsx';
import { PageHeader } from '../shell/page-header.tsx';
import { useSigned } from '../shell/signed.tsx';
import { usePageTitle } from '../shell/title.ts';
import type { Membership } from './desk.ts';

export function BusinessChooser() {
  const words = useWords();
  const { me } = useSigned();
  const heading = usePageTitle(words.business.choose);
  return (
    <div className="flex min-h-dvh flex-col">
      <PageHeader title={words.appName} />
      <main className="mx-auto flex w-full max-w-md grow flex-col gap-4 p-4 sm:pt-16">
        <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
          {words.business.choose}
        </h1>
        <p className="text-soft">{words.business.chooseHint}</p>
        <ul className="flex flex-col overflow-hidden rounded-2xl border border-line bg-surface">
          {me.memberships.map((membership) => (
            <Choice key={membership.business.id} membership={membership} />
          ))}
        </ul>
        <Link href="/new-business" className="inline-flex min-h-11 items-center gap-2 self-start font-medium text-accent">
          <Plus size={18} aria-hidden="true" />
          {words.menu.newBusiness}
        </Link>
      </main>
    </div>
  );
}

function Choice({
  membership: { business, name, role, suspended, deletedAfter, impersonatedUntil },
}: {
  membership: Membership;
}) {
  const words = useWords();
  const ended = suspended ? words.business.suspended : deletedAfter ? words.business.ending : undefined;
  const state = ended ?? (impersonatedUntil ? words.business.looking : undefined);
  return (
    <li className="border-b border-line last:border-b-0">
      <Link href={`/b/${business.slug}`} className="flex items-center gap-3 p-4 -outline-offset-2 hover:bg-hover">
        <Avatar id={business.id} name={business.name} />
        <span className="min-w-0 grow">
          <span className="block truncate font-medium">
            <bdi>{business.name}</bdi>
          </span>
          <span className="block truncate text-sm text-soft">
            <bdi>{name}</bdi> · {roleName(role, words.roles)}
          </span>
        </span>
        {state ? <span className="shrink-0 rounded-full bg-warn-ground px-2 py-0.5 text-xs text-warn">{state}</span> : null}
        <ChevronRight aria-hidden="true" className="shrink-0 text-soft rtl:-scale-x-100" />
      </Link>
    </li>
  );
}

/** System roles in the reader's language; custom ones as the business named them. */
const roleName = (role: string, names: Readonly<Record<string, string>>): string => names[role] ?? role;
