import { useMemo } from 'react';
import { Combobox } from '../look/combobox.tsx';
import type { Faults } from '../look/form.tsx';
import { LanguagesField } from '../settings/business/languages-field.tsx';
import { useNames } from '../settings/business/names.ts';
import { useBusinessWords } from '../settings/business/words.ts';
import { StepFrame, type StepProps } from './step.tsx';
import { useOnboardingWords } from './words.ts';

export function LanguagesStep({ draft, change, faults, at, back, submit, tell }: StepProps) {
  const own = useOnboardingWords();
  const { languagesWrong, currency } = useBusinessWords();
  const names = useNames();
  const currencies = useMemo(
    () => Intl.supportedValuesOf('currency').map((code) => ({ value: code, label: `${code} · ${names.currency(code)}` })),
    [names],
  );
  const none = draft.languages.length === 0;
  return (
    <StepFrame
      at={at}
      label={own.create}
      check={(): Faults => (none ? { languages: languagesWrong } : {})}
      back={back}
      submit={submit}
      tell={tell}
      faults={faults}
    >
      <LanguagesField
        value={draft.languages}
        change={(languages) => change({ languages })}
        error={none ? languagesWrong : faults.languages}
      />
      <Combobox
        label={currency}
        error={faults.currency}
        choices={currencies}
        value={draft.currency}
        change={(code) => change({ currency: code })}
        nothing={own.currencyNothing}
      />
    </StepFrame>
  );
}
