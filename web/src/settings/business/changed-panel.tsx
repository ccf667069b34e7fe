import { useManagement } from '../kit/words.ts';
import type { Difference } from './changed.ts';
import { useNames } from './names.ts';
import type { Profile, ProfileField } from './profile.ts';
import { useBusinessWords } from './words.ts';

interface ChangedPanelProps {
  readonly found: readonly Difference[];
  readonly takeTheirs: ReadonlySet<ProfileField>;
  readonly choose: (fields: ReadonlySet<ProfileField>) => void;
}

/** What a colleague saved in the meantime; where both changed the same, the person chooses. */
export function ChangedPanel({ found, takeTheirs, choose }: ChangedPanelProps) {
  const common = useManagement();
  const words = useBusinessWords();
  const said = useValueWords();
  const pick = (field: ProfileField, theirs: boolean): void => {
    const next = new Set(takeTheirs);
    if (theirs) next.add(field);
    else next.delete(field);
    choose(next);
  };
  return (
    <section role="alert" className="flex flex-col gap-3 rounded-2xl bg-warn-ground p-4 text-warn">
      <h2 className="font-semibold">{common.changed.title}</h2>
      <p className="text-sm">{common.changed.hint}</p>
      <ul className="flex flex-col gap-3">
        {found.map(({ field, before, theirs, mine, conflict }) => (
          <li key={field} className="rounded-xl bg-surface p-3 text-ink">
            <h3 className="font-medium">{words[field]}</h3>
            <dl className="grid grid-cols-[auto_1fr] gap-x-3 text-sm">
              <dt className="text-soft">{common.changed.before}</dt>
              <dd>{said(before)}</dd>
              <dt className="text-soft">{common.changed.theirs}</dt>
              <dd>{said(theirs)}</dd>
              {conflict ? (
                <>
                  <dt className="text-soft">{common.changed.mine}</dt>
                  <dd>{said(mine)}</dd>
                </>
              ) : null}
            </dl>
            {conflict ? (
              <fieldset className="mt-2 flex flex-wrap gap-4">
                <legend className="sr-only">{words[field]}</legend>
                {[false, true].map((their) => (
                  <label key={String(their)} className="flex min-h-11 items-center gap-2">
                    <input
                      type="radio"
                      name={`changed-${field}`}
                      className="size-5"
                      checked={takeTheirs.has(field) === their}
                      onChange={() => pick(field, their)}
                    />
                    {their ? common.changed.takeTheirs : common.changed.keepMine}
                  </label>
                ))}
              </fieldset>
            ) : (
              <p className="mt-1 text-sm text-soft">{common.changed.taken}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A value of the profile as a sentence. */
function useValueWords(): (value: Profile[ProfileField]) => string {
  const common = useManagement();
  const words = useBusinessWords();
  const names = useNames();
  const isIndustry = (value: string): value is Profile['industry'] => value in words.industries;
  return (value) => {
    if (value === undefined) return common.changed.empty;
    if (typeof value === 'string') return isIndustry(value) ? words.industries[value] : value;
    if ('primary' in value) return `${value.primary}, ${value.accent}`;
    if (value.length === 0) return common.changed.empty;
    return value
      .map((part) => (typeof part === 'string' ? names.language(part) : `${names.weekday(part.day)} ${part.from}–${part.to}`))
      .join(', ');
  };
}
