import type { AuditEntry } from '../../../../contract/audit.ts';
import { useFormats } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { useManagement } from '../kit/words.ts';
import { AuditDifferences } from './audit-differences.tsx';
import { useAuditWords } from './words.ts';

export function AuditRow({ entry, onThing }: { entry: AuditEntry; onThing: (thing: string) => void }) {
  const formats = useFormats();
  return <AuditEntryCard entry={entry} when={formats.full} onThing={onThing} />;
}

interface AuditEntryCardProps {
  readonly entry: AuditEntry;
  /** An instant, on the clock of whoever the list is for. */
  readonly when: (instant: string) => string;
  /** Absent where entries cannot be filtered by thing. */
  readonly onThing?: (thing: string) => void;
}

export function AuditEntryCard({ entry, when, onThing }: AuditEntryCardProps) {
  const words = useAuditWords();
  const common = useManagement();
  const { action, at, by, thing, from } = entry;
  const who = by.type === 'system' ? words.system : by.name;
  return (
    <li className="flex flex-col gap-2 rounded-2xl border border-line bg-surface p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="font-medium">
          {common.actions[action]}
          {': '}
          {onThing ? (
            <button
              type="button"
              title={words.thingOf(isolate(thing.name))}
              onClick={() => onThing(thing.id)}
              className="text-accent underline-offset-2 hover:underline [overflow-wrap:anywhere]"
            >
              <bdi>{thing.name}</bdi>
            </button>
          ) : (
            <bdi>{thing.name}</bdi>
          )}
        </h2>
        <time dateTime={at} className="text-sm text-soft">
          {when(at)}
        </time>
      </div>
      <p className="text-sm text-soft">
        {words.by(isolate(who))}
        {by.type === 'platform' ? ` (${words.platform})` : ''}
        {from ? (
          <>
            {' · '}
            {words.at(isolate(from))}
          </>
        ) : null}
      </p>
      <AuditDifferences before={entry.before} after={entry.after} when={when} />
    </li>
  );
}
