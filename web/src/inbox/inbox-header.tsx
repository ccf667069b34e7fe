import { EllipsisVertical } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Link } from 'wouter';
import { useDesk } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { Button, IconButton } from '../look/button.tsx';
import { Mark } from '../look/mark.tsx';
import { Settings } from '../look/settings.tsx';
import { useStore } from '../look/store.ts';
import { cleanName } from '../thread/clean.ts';

export function InboxHeader({ several, signOut }: { several: boolean; signOut: () => void }) {
  const words = useWords();
  const desk = useDesk();
  const { online } = useStore(desk.colleagues.seen);
  const { status } = useStore(desk.connection.state);
  const { business } = desk.membership;
  const { live, connecting, reconnecting } = words.connection;
  const state = status === 'open' ? live : status === 'connecting' ? connecting : reconnecting;
  const names = [...new Set(online.map(({ name }) => cleanName(name)))];
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 border-b border-line ps-4 pe-2">
      <Mark />
      <div className="min-w-0 grow">
        <h1 className="truncate leading-tight font-semibold">
          <bdi>{business.name}</bdi>
        </h1>
        <p className="flex items-center gap-1.5 text-xs text-soft">
          <span
            aria-hidden="true"
            className={`size-2 shrink-0 rounded-full ${status === 'open' ? 'bg-accent' : 'border border-edge'}`}
          />
          <span className="truncate">
            {state}
            {names.length > 0 ? (
              <>
                {' · '}
                <span className="sr-only">{words.inbox.online}: </span>
                <bdi>{names.join(', ')}</bdi>
              </>
            ) : null}
          </span>
        </p>
      </div>
      <Menu several={several} signOut={signOut} />
    </header>
  );
}

function Menu({ several, signOut }: { several: boolean; signOut: () => void }) {
  const words = useWords();
  const { business, name } = useDesk().membership;
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
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
          className="absolute end-0 top-12 z-10 flex w-72 flex-col gap-3 rounded-2xl border border-line bg-raised p-4 shadow-lg"
        >
          <p className="truncate font-medium">
            <bdi>{name}</bdi>
          </p>
          <Settings />
          <p className="text-xs text-soft">{words.menu.times(business.timezone)}</p>
          <hr className="border-line" />
          {several ? (
            <Link
              href="/businesses"
              className="inline-flex min-h-11 items-center justify-center rounded-xl border border-line px-4 font-medium hover:bg-hover"
            >
              {words.business.switch}
            </Link>
          ) : null}
          <Button onClick={signOut}>{words.menu.signOut}</Button>
        </div>
      ) : null}
    </div>
  );
}
