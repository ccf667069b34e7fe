import type { AuditEntry } from '../../../../contract/audit.ts';
import type { AuditWords } from '../../i18n/en/audit.ts';
import type { Management } from '../../i18n/en/management.ts';
import { useManagement } from '../kit/words.ts';
import { differences, type FieldDifference } from './difference.ts';
import { useAuditWords } from './words.ts';

/** Few changes are shown at once, many on request. */
const shownAtOnce = 3;

type AuditDifferencesProps = Pick<AuditEntry, 'before' | 'after'> & { readonly when: (instant: string) => string };

export function AuditDifferences({ before, after, when }: AuditDifferencesProps) {
  const words = useAuditWords();
  const found = differences(before, after);
  if (found.length === 0) return null;
  const list = (
    <dl className="flex flex-col gap-2 text-sm">
      {found.map((one) => (
        <Difference key={one.field} difference={one} when={when} />
      ))}
    </dl>
  );
  if (found.length <= shownAtOnce) return list;
  return (
    <details>
      <summary className="inline-flex min-h-11 items-center text-sm text-accent">{words.changes(found.length)}</summary>
      {list}
    </details>
  );
}

/** `overrides.grant` as Exceptions, granted. */
const fieldWords = (field: string, { fields }: AuditWords): string =>
  field
    .split('.')
    .map((part) => fields[part] ?? part)
    .join(' · ');

/** Instants of the API: `2026-11-23T10:00:00.000Z`. */
const isInstant = (value: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value);

function valueWords(value: unknown, words: AuditWords, common: Management, when: (instant: string) => string): string {
  if (value === undefined || value === null || value === '') return words.nothing;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'string') return isInstant(value) ? when(value) : wordOf(value, common);
  if (Array.isArray(value) && value.length === 0) return words.nothing;
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) {
    return value.map((part) => wordOf(part, common)).join(', ');
  }
  return JSON.stringify(value);
}

/** Names that the app has in the reader's language: permissions, roles, plans. */
function wordOf(value: string, { permissions, systemRoles, plans, statuses }: Management): string {
  const known: Readonly<Record<string, string>> = { ...permissions, ...systemRoles, ...plans, ...statuses };
  return known[value] ?? value;
}

function Difference({ difference, when }: { difference: FieldDifference; when: (instant: string) => string }) {
  const words = useAuditWords();
  const common = useManagement();
  const pairs: readonly (readonly [string, string, boolean])[] =
    difference.kind === 'value'
      ? [
          // What was made or taken away has one side only.
          [words.before, difference.before === undefined ? '' : valueWords(difference.before, words, common, when), false],
          [words.after, difference.after === undefined ? '' : valueWords(difference.after, words, common, when), true],
        ]
      : [
          [words.removed, difference.removed.map((one) => wordOf(one, common)).join(', '), false],
          [words.added, difference.added.map((one) => wordOf(one, common)).join(', '), true],
        ];
  return (
    <div>
      <dt className="font-medium">{fieldWords(difference.field, words)}</dt>
      {pairs
        .filter(([, said]) => said !== '')
        .map(([label, said, is]) => (
          <dd key={label} className="flex gap-2">
            <span className="shrink-0 text-soft">{label}:</span>
            <span className={`min-w-0 [overflow-wrap:anywhere] ${is ? '' : 'text-soft'}`}>
              <bdi>{said}</bdi>
            </span>
          </dd>
        ))}
    </div>
  );
}
