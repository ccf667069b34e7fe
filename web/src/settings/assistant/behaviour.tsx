import { Field } from '../../look/field.tsx';
import { Select } from '../kit/choice.tsx';
import { Panel } from '../kit/page.tsx';
import type { Draft } from './draft.ts';
import type { PartProps } from './model-fields.tsx';
import { useAssistantWords } from './words.ts';

const waits = [15, 30, 60, 240, 480, 1440] as const;
const outOfHours = ['answer', 'say-closed', 'silent'] as const satisfies readonly Draft['outOfHours'][];

/** How it answers, and how much of it. */
export function Behaviour({ draft, set, errors, may }: PartProps) {
  const words = useAssistantWords();
  const closed = { answer: words.outOfHoursAnswer, 'say-closed': words.outOfHoursClosed, silent: words.outOfHoursSilent };
  const kept = Number(draft.returnAfter);
  const minutes = draft.returnAfter === '' || waits.some((one) => one === kept) ? waits : [kept, ...waits];
  const number = { dir: 'ltr', readOnly: !may } as const;
  return (
    <>
      <Panel title={words.howItAnswers}>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field
            {...number}
            label={words.temperature}
            hint={words.temperatureHint}
            inputMode="decimal"
            maxLength={5}
            value={draft.temperature}
            error={errors.temperature}
            onChange={({ currentTarget }) => set({ temperature: currentTarget.value })}
          />
          <Field
            {...number}
            label={words.maxTokens}
            hint={words.maxTokensHint}
            inputMode="numeric"
            maxLength={4}
            value={draft.maxTokens}
            error={errors.maxTokens}
            onChange={({ currentTarget }) => set({ maxTokens: currentTarget.value })}
          />
        </div>
        <Select
          label={words.outOfHours}
          disabled={!may}
          value={draft.outOfHours}
          options={outOfHours.map((value) => ({ value, label: closed[value] }))}
          onChange={({ currentTarget }) => {
            const chosen = outOfHours.find((one) => one === currentTarget.value);
            if (chosen) set({ outOfHours: chosen });
          }}
        />
      </Panel>
      <Panel title={words.limits}>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field
            {...number}
            label={words.cap}
            hint={words.capHint}
            inputMode="decimal"
            maxLength={12}
            value={draft.cap}
            error={errors.capMicros}
            onChange={({ currentTarget }) => set({ cap: currentTarget.value })}
          />
          <Field
            {...number}
            label={words.answersPerHour}
            hint={words.answersPerHourHint}
            inputMode="numeric"
            maxLength={3}
            value={draft.answersPerHour}
            error={errors.answersPerHour}
            onChange={({ currentTarget }) => set({ answersPerHour: currentTarget.value })}
          />
        </div>
        <Select
          label={words.return}
          hint={words.returnHint}
          disabled={!may}
          value={draft.returnAfter}
          options={[
            { value: '', label: words.returnNever },
            ...minutes.map((one) => ({ value: String(one), label: words.returnMinutes(one) })),
          ]}
          onChange={({ currentTarget }) => set({ returnAfter: currentTarget.value })}
        />
      </Panel>
    </>
  );
}
