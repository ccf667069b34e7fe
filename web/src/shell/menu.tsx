import {
  Building2,
  EllipsisVertical,
  LogOut,
  MessagesSquare,
  Plus,
  Settings as SettingsIcon,
  Shield,
  UserRound,
} from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Membership } from '../business/desk.ts';
import { usualBusiness } from '../business/remembered.ts';
import { useWords } from '../i18n/language.ts';
import { way } from '../install/offer.ts';
import { Button, IconButton } from '../look/button.tsx';
import { lazily } from '../look/lazily.tsx';
import { OwnLine } from '../look/own-line.tsx';
import { Settings } from '../look/settings.tsx';
import { useStore } from '../look/use-store.ts';
import { maySeeSettings } from './may.ts';
import { useSigned } from './signed.tsx';

const InstallButton = lazily<object>(async () => (await import('../install/install-button.tsx')).InstallButton);

/** Ways to everywhere, with language, appearance and signing out. `membership`: the business one is in, if any. */
export function Menu({ membership }: { membership?: Membership }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [location] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the menu
  useEffect(() => setOpen(false), [location]);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    const onEscape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      box.current?.querySelector('button')?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', onEscape);
    return () => {
      document.removeEventListener('keydown', onEscape);
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);
  return (
    <div ref={box} className="relative">
      <IconButton
        label={words.menu.open}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <EllipsisVertical size={20} aria-hidden="true" />
      </IconButton>
      {open ? (
        <div
          id={id}
          className="absolute end-0 top-12 z-20 flex max-h-[calc(100dvh-5rem)] w-72 flex-col gap-3 overflow-y-auto rounded-2xl border border-line bg-raised p-4 shadow-lg"
        >
          <Places membership={membership} />
        </div>
      ) : null}
    </div>
  );
}

function Places({ membership }: { membership: Membership | undefined }) {
  const words = useWords();
  const { me, subject, signOut } = useSigned();
  const installs = useStore(way) !== undefined;
  // Pages of no business lead back to the one that was open last.
  const near = membership ?? usualBusiness(localStorage, subject, me.memberships);
  const home = near ? `/b/${near.business.slug}` : '/';
  const name = membership?.name ?? me.email;
  return (
    <>
      <p className="min-w-0 empty:hidden">
        {name ? <OwnLine className="font-medium">{name}</OwnLine> : null}
        {membership ? <OwnLine className="text-sm text-soft">{me.email}</OwnLine> : null}
      </p>
      <nav aria-label={words.menu.places}>
        <ul className="-mx-2 flex flex-col">
          {me.memberships.length > 0 ? <Place to={home} icon={<MessagesSquare size={18} />} name={words.inbox.title} /> : null}
          {near && maySeeSettings(near) ? (
            <Place to={`${home}/settings`} icon={<SettingsIcon size={18} />} name={words.menu.settings} />
          ) : null}
          <Place to="/account" icon={<UserRound size={18} />} name={words.menu.account} />
          {me.memberships.length > 1 ? (
            <Place to="/businesses" icon={<Building2 size={18} />} name={words.business.switch} />
          ) : null}
          <Place to="/new-business" icon={<Plus size={18} />} name={words.menu.newBusiness} />
          {me.platformAdmin ? <Place to="/platform" icon={<Shield size={18} />} name={words.menu.platform} /> : null}
        </ul>
      </nav>
      <hr className="border-line" />
      <Settings />
      {membership ? <p className="text-xs text-soft">{words.menu.times(membership.business.timezone)}</p> : null}
      <hr className="border-line" />
      {installs ? <InstallButton /> : null}
      <Button onClick={signOut}>
        <LogOut size={18} aria-hidden="true" className="rtl:-scale-x-100" />
        {words.menu.signOut}
      </Button>
    </>
  );
}

function Place({ to, icon, name }: { to: string; icon: ReactNode; name: string }) {
  const [location] = useLocation();
  return (
    <li>
      <Link
        href={to}
        aria-current={location === to ? 'page' : undefined}
        className="flex min-h-11 items-center gap-3 rounded-xl px-2 hover:bg-hover aria-[current=page]:bg-selected"
      >
        <span aria-hidden="true" className="text-soft">
          {icon}
        </span>
        {name}
      </Link>
    </li>
  );
}
