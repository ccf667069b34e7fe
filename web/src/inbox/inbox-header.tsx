import { useDesk } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { Mark } from '../look/mark.tsx';
import { useStore } from '../look/use-store.ts';
import { Menu } from '../shell/menu.tsx';
import { cleanName } from '../thread/clean.ts';

export function InboxHeader() {
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
      <Menu membership={desk.membership} />
    </header>
  );
}
