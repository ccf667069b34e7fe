import { ArrowLeft, CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Membership } from '../business/desk.ts';
import { useWords } from '../i18n/language.ts';
import { Banner } from '../look/notice.tsx';
import { useOnline } from '../look/online.ts';
import { Menu } from './menu.tsx';

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

/** Top of every page but the inbox: the way back, where one is, and the menu. */
export function PageHeader({ title, membership }: { title: ReactNode; membership?: Membership }) {
  const words = useWords();
  return (
    <>
      <header className="flex h-16 shrink-0 items-center gap-2 border-b border-line bg-surface px-2">
        <Link
          href={membership ? `/b/${membership.business.slug}` : '/'}
          aria-label={words.menu.back}
          title={words.menu.back}
          className="inline-flex size-11 shrink-0 items-center justify-center rounded-full text-soft hover:bg-hover hover:text-ink"
        >
          <ArrowLeft size={20} aria-hidden="true" className="rtl:-scale-x-100" />
        </Link>
        <p className="min-w-0 grow truncate font-semibold">{title}</p>
        <Menu {...(membership ? { membership } : {})} />
      </header>
      {membership ? null : <OfflineNote />}
    </>
  );
}
