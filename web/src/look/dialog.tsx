import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button.tsx';

interface DialogProps {
  readonly title: string;
  /** On the button that closes it. */
  readonly closeLabel: string;
  readonly close: () => void;
  /** Without a head: the content begins at the top edge. */
  readonly bare?: boolean;
  readonly children: ReactNode;
}

/** The browser's own modal: it keeps the focus inside, gives it back, and closes on Escape. */
export function Dialog({ title, closeLabel, close, bare = false, children }: DialogProps) {
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; this is for pressing beside it
    <dialog
      ref={box}
      aria-labelledby={id}
      onClose={() => {
        // Taken off the page it closes too, a moment later: by then nobody has asked for anything.
        if (box.current) close();
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) close();
      }}
      className="mx-auto mt-[8dvh] mb-auto max-h-[84dvh] w-[calc(100%-1.5rem)] max-w-xl overflow-y-auto rounded-2xl border border-line bg-surface text-ink shadow-lg backdrop:bg-[#0008]"
    >
      <div className="flex items-start justify-between gap-3 ps-5 pe-2 pt-2">
        <h2 id={id} className={bare ? 'sr-only' : 'py-2 text-lg font-semibold'}>
          {title}
        </h2>
        {bare ? null : (
          <IconButton label={closeLabel} onClick={close}>
            <X size={20} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {children}
    </dialog>
  );
}
