import { useMemo, useState } from 'react';
import { formatsFor } from '../clock/format.ts';
import { useLocale } from '../i18n/language.ts';
import { Combobox } from '../look/combobox.tsx';
import type { Faults } from '../look/form.tsx';
import { overlapping } from '../settings/business/hours.ts';
import { HoursEditor } from '../settings/business/hours-editor.tsx';
import { useBusinessWords } from '../settings/business/words.ts';
import { StepFrame, type StepProps } from './step.tsx';
import { useOnboardingWords } from './words.ts';
import { offsetOf, zoneChoices } from './zones.ts';

export function HoursStep({ draft, change, faults, at, back, submit, tell }: StepProps) {
  const own = useOnboardingWords();
  const { hoursWrong } = useBusinessWords();
  const locale = useLocale();
  const [now] = useState(Date.now);
  const zones = useMemo(() => zoneChoices(draft.timezone), [draft.timezone]);
  const there = formatsFor(locale, draft.timezone).time(new Date(now).toISOString());
  const overlaps = overlapping(draft.hours).length > 0;
  return (
    <StepFrame
      at={at}
      label={own.next}
      check={(): Faults => (overlaps ? { hours: hoursWrong } : {})}
      back={back}
      submit={submit}
      tell={tell}
      faults={faults}
    >
      <Combobox
        label={own.zone}
        hint={own.zoneHint(there)}
        error={faults.timezone}
        choices={zones}
        value={draft.timezone}
        change={(timezone) => change({ timezone })}
        noteOf={(zone) => offsetOf(zone, now)}
        nothing={own.zoneNothing}
      />
      <HoursEditor value={draft.hours} change={(hours) => change({ hours })} error={overlaps ? hoursWrong : faults.hours} />
    </StepFrame>
  );
}
