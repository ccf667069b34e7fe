import { type KeyboardEvent, useRef, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { groups } from './emoji.ts';

const columns = 8;

/** A small choice for service people, by meaning. Arrow keys move, Enter takes; the sign is its own name. */
export function EmojiGrid({ take }: { take: (emoji: string) => void }) {
  const { desk: words } = useWords();
  const [at, setAt] = useState(0);
  const grid = useRef<HTMLFieldSetElement>(null);
  const all = groups.flat();
  const onKeyDown = (event: KeyboardEvent): void => {
    const ahead = document.documentElement.dir === 'rtl' ? -1 : 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: ahead,
      ArrowLeft: -ahead,
      ArrowDown: columns,
      ArrowUp: -columns,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(all.length - 1, at + step));
    setAt(next);
    grid.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <fieldset ref={grid} className="grid grid-cols-8 gap-0.5 overflow-y-auto p-2" onKeyDown={onKeyDown}>
      <legend className="sr-only">{words.emoji}</legend>
      {all.map((emoji, index) => (
        <button
          key={emoji}
          type="button"
          tabIndex={index === at ? 0 : -1}
          data-first={index === at || undefined}
          onFocus={() => setAt(index)}
          onClick={() => take(emoji)}
          className="flex aspect-square items-center justify-center rounded-lg text-xl -outline-offset-2 hover:bg-hover"
        >
          {emoji}
        </button>
      ))}
    </fieldset>
  );
}
