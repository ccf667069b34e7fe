import { ArrowLeft, CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Membership } from '../business/desk.ts';
import { useWords } from '../i18n/language.ts';
import { Banner } from '../look/notice.tsx';
import { useOnline } from '../look/online.ts';
import { Menu } from './menu.tsx';
import { useSigned } from './signed.tsx';

/** Pages of a business say it themselves, with what becomes of unsent messages. */
function OfflineNote() {
  const words = useWords();
  return (
    <div role="status">
      {useOnline() ? null : (
        <Banner tone="warn">
          <CloudOff size={18} aria-hidden="true" className="shrink-0" />
          {words.connection.offlineHere}
        </Banner>
      )}
    </div>
  );
}

/** To the inbox; for those who run the platform and work nowhere, to its console; from there, nowhere. */
function useWayBack(membership: Membership | undefined): { readonly href: string; readonly label: string } | undefined {
  const { menu } = useWords();
  const { me } = useSigned();
  const [location] = useLocation();
  if (membership) return { href: `/b/${membership.business.slug}`, label: menu.back };
  if (me.memberships.length > 0 || !me.platformAdmin) return { href: '/', label: menu.back };
  return location.startsWith('/platform') ? undefined : { href: '/platform', label: menu.platform };
}

/** Top of every page but the inbox: the way back, where one is, and the menu. */
export function PageHeader({ title, membership }: { title: ReactNode; membership?: Membership }) {
  const back = useWayBack(membership);
  return (
    <>
      <header
        className={`flex h-16 shrink-0 items-center gap-2 border-b border-line bg-surface pe-2 ${back ? 'ps-2' : 'ps-4 sm:ps-6'}`}
      >
        {back ? (
          <Link
            href={back.href}
            aria-label={back.label}
            title={back.label}
            className="inline-flex size-11 shrink-0 items-center justify-center rounded-full text-soft hover:bg-hover hover:text-ink"
          >
            <ArrowLeft size={20} aria-hidden="true" className="rtl:-scale-x-100" />
          </Link>
        ) : null}
        <p className="min-w-0 grow truncate font-semibold">{title}</p>
        <Menu {...(membership ? { membership } : {})} />
      </header>
      {membership ? null : <OfflineNote />}
    </>
  );
}
