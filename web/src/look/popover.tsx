import { type ReactNode, useEffect, useRef } from 'react';

interface PopoverProps {
  readonly label: string;
  readonly open: boolean;
  readonly close: () => void;
  /** The button that opens it; gets the focus back. */
  readonly trigger: ReactNode;
  readonly width?: string;
  /** It opens upwards, from the bottom of the page. */
  readonly above?: boolean;
  readonly children: ReactNode;
}

const focusable = 'input, button, select, textarea, a[href]';

/** A small panel at its button; on a phone it comes up from the bottom of the screen. */
export function Popover({ label, open, close, trigger, width = 'md:w-72', above = false, children }: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const closeNow = useRef(close);
  closeNow.current = close;
  useEffect(() => {
    if (!open) return;
    const before = document.activeElement;
    const enter = (): boolean => {
      const inside = panel.current;
      const first = inside?.querySelector<HTMLElement>('[data-first]') ?? inside?.querySelector<HTMLElement>(focusable);
      first?.focus();
      return first != null;
    };
    // What is in it may still be on its way.
    const coming = new MutationObserver(() => {
      if (enter()) coming.disconnect();
    });
    if (!enter() && panel.current) coming.observe(panel.current, { childList: true, subtree: true });
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) closeNow.current();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      closeNow.current();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    const element = box.current;
    element?.addEventListener('keydown', onKey);
    return () => {
      coming.disconnect();
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      element?.removeEventListener('keydown', onKey);
      // Whoever went elsewhere on purpose is left there.
      const lost = document.activeElement === document.body || panel.current?.contains(document.activeElement);
      const back = before instanceof HTMLElement && before !== document.body ? before : box.current?.querySelector('button');
      if (lost || document.activeElement === null) back?.focus();
    };
  }, [open]);
  return (
    <div ref={box} className="md:relative">
      {trigger}
      {open ? (
        <>
          {/* Behind the sheet on a phone; pressing it closes like pressing anywhere else. */}
          <div aria-hidden="true" className="fixed inset-0 z-20 bg-[#0006] md:hidden" onPointerDown={close} />
          <div
            ref={panel}
            role="dialog"
            aria-label={label}
            className={`fixed inset-x-0 bottom-0 z-30 flex max-h-[80dvh] flex-col overflow-y-auto rounded-t-2xl border border-line bg-raised pb-[env(safe-area-inset-bottom)] shadow-lg md:absolute md:inset-x-auto ${above ? 'md:start-0 md:bottom-full md:mb-2' : 'md:end-0 md:top-full md:bottom-auto md:mt-1'} md:max-h-[min(28rem,70dvh)] md:rounded-2xl md:pb-0 ${width}`}
          >
            {children}
          </div>
        </>
      ) : null}
    </div>
  );
}
