import { useLocale } from '../../i18n/language.ts';
import { Button } from '../../look/button.tsx';
import type { Conflict } from './conflict.ts';
import { useCannedWords } from './words.ts';

interface ConflictPanelProps {
  readonly conflicts: readonly Conflict[];
  readonly decide: (conflict: Conflict, value: string) => void;
}

/** Both texts of what two people changed at once, side by side: whoever saves last decides, and sees what is lost. */
export function ConflictPanel({ conflicts, decide }: ConflictPanelProps) {
  const words = useCannedWords();
  const locale = useLocale();
  const languages = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
  const names: ReadonlyMap<string, string> = new Map([
    ['title', words.name],
    ['shortcut', words.shortcut],
    ['category', words.category],
  ]);
  const nameOf = ({ field }: Conflict): string =>
    names.get(field) ?? words.textIn(languages.of(field.slice('text.'.length)) ?? field);
  const side = (label: string, value: string, button: string, conflict: Conflict) => (
    <div className="flex min-w-0 flex-col gap-2 rounded-xl border border-line bg-raised p-3">
      <p className="text-sm font-semibold text-soft">{label}</p>
      <p dir="auto" className="min-h-[1lh] grow wrap-anywhere whitespace-pre-wrap text-ink">
        {value === '' ? <em className="text-soft">{words.conflictNothing}</em> : value}
      </p>
      <Button className="self-start" aria-label={`${button}: ${nameOf(conflict)}`} onClick={() => decide(conflict, value)}>
        {button}
      </Button>
    </div>
  );
  return (
    <section role="alert" className="flex flex-col gap-4 rounded-xl bg-warn-ground p-4">
      <p className="text-sm text-pretty text-warn">{words.changed}</p>
      {conflicts.map((conflict) => (
        <div key={conflict.field} className="flex flex-col gap-2">
          <h3 className="text-sm font-semibold text-warn">{nameOf(conflict)}</h3>
          <div className="grid gap-3 sm:grid-cols-2">
            {side(words.conflictMine, conflict.mine, words.conflictKeep, conflict)}
            {side(words.conflictTheirs, conflict.theirs, words.conflictTake, conflict)}
          </div>
        </div>
      ))}
    </section>
  );
}
