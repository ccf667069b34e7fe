import { ChevronRight } from 'lucide-react';
import { Link } from 'wouter';
import { useWords } from '../i18n/language.ts';
import { Avatar } from '../look/avatar.tsx';
import type { Membership } from './desk.ts';

export function BusinessChooser({ memberships }: { memberships: readonly Membership[] }) {
  const words = useWords();
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 p-4">
      <h1 className="text-xl font-semibold">{words.business.choose}</h1>
      <p className="text-soft">{words.business.chooseHint}</p>
      <ul className="flex flex-col overflow-hidden rounded-2xl border border-line bg-surface">
        {memberships.map(({ business, name, role }) => (
          <li key={business.id} className="border-b border-line last:border-b-0">
            <Link href={`/b/${business.slug}`} className="flex items-center gap-3 p-4 -outline-offset-2 hover:bg-hover">
              <Avatar id={business.id} name={business.name} />
              <span className="min-w-0 grow">
                <span className="block truncate font-medium">
                  <bdi>{business.name}</bdi>
                </span>
                <span className="block truncate text-sm text-soft">
                  <bdi>{name}</bdi> · {role}
                </span>
              </span>
              <ChevronRight aria-hidden="true" className="shrink-0 text-soft rtl:-scale-x-100" />
            </Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
