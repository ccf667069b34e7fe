import { useState } from 'react';
import type { CommandName } from '../business/command-names.ts';
import { Dialog } from '../look/dialog.tsx';
import { written } from './key-map.ts';
import { lettersOn, switchLetters } from './letters.ts';
import { usePaletteWords } from './words.ts';

const everywhere: readonly CommandName[] = ['palette', 'search', 'keys'];
const list: readonly CommandName[] = ['next', 'previous'];
const conversation: readonly CommandName[] = ['reply', 'note', 'take-over', 'assign', 'label', 'snooze', 'resolve', 'customer'];

/** Every shortcut there is, and the switch for single letters. */
export function KeySheet({ close }: { close: () => void }) {
  const words = usePaletteWords();
  const [letters, setLetters] = useState(() => lettersOn(localStorage));
  const of = (names: readonly CommandName[]) => names.map((name) => [written[name], words.commands[name]] as const);
  return (
    <Dialog title={words.keysTitle} closeLabel={words.close} close={close}>
      <div className="grid gap-5 px-5 pt-1 pb-5 sm:grid-cols-2">
        <Group title={words.everywhere} keys={[...of(everywhere), ['Esc', words.escape]]} />
        <Group title={words.conversationKeys} keys={of(conversation)} />
        <Group title={words.list} keys={of(list)} />
        <Group
          title={words.writing}
          keys={[
            ['Enter', words.send],
            ['Shift Enter', words.newLine],
            ['/', words.canned],
          ]}
        />
        <div className="flex flex-col gap-1 sm:col-span-2">
          <label className="flex min-h-11 items-center gap-3">
            <input
              type="checkbox"
              className="size-5"
              checked={letters}
              onChange={({ currentTarget }) => {
                setLetters(currentTarget.checked);
                switchLetters(localStorage, currentTarget.checked);
              }}
            />
            {words.letters}
          </label>
          <p className="text-sm text-pretty text-soft">{words.lettersHint}</p>
        </div>
      </div>
    </Dialog>
  );
}

function Group({ title, keys }: { title: string; keys: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3 className="pb-1 text-sm font-semibold text-soft">{title}</h3>
      <dl className="flex flex-col">
        {keys.map(([key, what]) => (
          <div key={what} className="flex min-h-9 flex-row-reverse items-center justify-between gap-3 border-t border-line">
            <dt className="shrink-0">
              <kbd dir="ltr" className="rounded-md border border-edge bg-raised px-1.5 font-sans text-sm">
                {key}
              </kbd>
            </dt>
            <dd className="text-sm">{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
