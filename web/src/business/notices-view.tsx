import { X } from 'lucide-react';
import { useWords } from '../i18n/language.ts';
import { useStore } from '../look/use-store.ts';
import { useDesk } from './context.tsx';

/** What just happened, with the way to take it back. */
export function NoticesView() {
  const words = useWords();
  const { notices } = useDesk();
  const [notice] = useStore(notices.shown);
  const bad = notice?.tone === 'danger';
  return (
    <div className="pointer-events-none fixed inset-x-3 top-18 z-40 flex justify-center md:inset-x-auto md:start-21 md:top-auto md:bottom-4 md:max-w-88">
      <div role={bad ? 'alert' : 'status'} className="min-w-0">
        {notice ? (
          <div
            key={notice.id}
            className={`pointer-events-auto flex items-center gap-2 rounded-2xl border py-1 ps-4 pe-1 shadow-lg ${bad ? 'border-danger bg-danger-ground text-danger' : 'border-line bg-ink text-surface'}`}
          >
            <p className="py-2 text-sm text-pretty">{notice.text(words)}</p>
            {notice.undo ? (
              <button
                type="button"
                className="min-h-11 rounded-xl px-3 text-sm font-semibold underline"
                onClick={() => {
                  notices.drop(notice.id);
                  notice.undo?.();
                }}
              >
                {words.desk.undo}
              </button>
            ) : null}
            <button
              type="button"
              aria-label={words.desk.dismiss}
              title={words.desk.dismiss}
              className="flex size-11 shrink-0 items-center justify-center rounded-full"
              onClick={() => notices.drop(notice.id)}
            >
              <X size={18} aria-hidden="true" />
            </button>
          </div>
        ) : null}
      </div>
    </div>
  );
}
