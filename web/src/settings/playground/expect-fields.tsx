import { useWords } from '../../i18n/language.ts';
import { Select, TextArea } from '../kit/choice.tsx';
import type { FieldErrors } from '../kit/problem-words.ts';
import { assistantTools, type ExpectDraft, endsFrom, likelyReasons } from './expectations.ts';
import { usePlaygroundWords } from './words.ts';

interface ExpectFieldsProps {
  readonly expect: ExpectDraft;
  readonly change: (expect: ExpectDraft) => void;
  readonly errors: FieldErrors;
}

/** What has to be true of an answer. */
export function ExpectFields({ expect, change, errors }: ExpectFieldsProps) {
  const words = usePlaygroundWords();
  const { handOver } = useWords();
  const set = (part: Partial<ExpectDraft>): void => change({ ...expect, ...part });
  const reasons = [...new Set([...likelyReasons, ...(expect.ends in handOver ? [expect.ends] : [])])];
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 rounded-xl border border-line p-3">
      <legend className="px-1 font-medium">{words.expect}</legend>
      <p className="text-sm text-pretty text-soft">{words.expectHint}</p>
      <Select
        label={words.ends}
        value={expect.ends}
        onChange={({ currentTarget }) => set({ ends: endsFrom(currentTarget.value) })}
        options={[
          { value: '', label: words.endsAny },
          { value: 'answers', label: words.endsAnswers },
          { value: 'hands-over', label: words.endsHandsOver },
        ]}
        groups={[{ label: words.endsReason, options: reasons.map((value) => ({ value, label: labelOf(handOver, value) })) }]}
      />
      <TextArea
        label={words.saysField}
        hint={words.saysHint}
        error={errors.says}
        rows={2}
        value={expect.says}
        onChange={({ currentTarget }) => set({ says: currentTarget.value })}
      />
      <TextArea
        label={words.saysNotField}
        error={errors.saysNot}
        rows={2}
        value={expect.saysNot}
        onChange={({ currentTarget }) => set({ saysNot: currentTarget.value })}
      />
      <fieldset className="flex flex-col">
        <legend className="pb-1 text-sm font-medium">{words.uses}</legend>
        {assistantTools.map((tool) => (
          <label key={tool} className="flex min-h-11 items-center gap-3">
            <input
              type="checkbox"
              className="size-5 shrink-0"
              checked={expect.uses.includes(tool)}
              onChange={({ currentTarget }) =>
                set({ uses: assistantTools.filter((one) => (one === tool ? currentTarget.checked : expect.uses.includes(one))) })
              }
            />
            {words.toolNames[tool]}
          </label>
        ))}
      </fieldset>
    </fieldset>
  );
}

const labelOf = (table: Readonly<Record<string, string>>, key: string): string => table[key] ?? key;
