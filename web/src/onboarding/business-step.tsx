import { useState } from 'react';
import { isolate } from '../i18n/isolate.ts';
import { Field } from '../look/field.tsx';
import type { Faults } from '../look/form.tsx';
import { type Industry, suggestedSlug, wrongFields } from '../settings/business/profile.ts';
import { useBusinessWords } from '../settings/business/words.ts';
import { Select } from '../settings/kit/choice.tsx';
import { StepFrame, type StepProps } from './step.tsx';
import { useOnboardingWords } from './words.ts';

export function BusinessStep({ draft, change, faults, at, back, submit, tell }: StepProps) {
  const own = useOnboardingWords();
  const { industries, industry: industryLabel } = useBusinessWords();
  // Made from the name until somebody writes another one.
  const [free, setFree] = useState(() => draft.slug !== '' && draft.slug !== suggestedSlug(draft.name));
  const [missing, setMissing] = useState(false);
  const isIndustry = (key: string): key is Industry => key in industries;
  const check = (): Faults => {
    setMissing(draft.industry === '');
    return {
      ...(draft.industry === '' ? { industry: own.industryMissing } : {}),
      ...(draft.slug !== '' && wrongFields({ ...draft, industry: 'other' }).includes('slug') ? { slug: own.slugWrong } : {}),
    };
  };
  return (
    <StepFrame at={at} label={own.next} check={check} back={back} submit={submit} tell={tell}>
      <Field
        label={own.name}
        name="name"
        required
        maxLength={80}
        autoComplete="organization"
        dir="auto"
        placeholder={own.namePlaceholder}
        value={draft.name}
        onInput={({ currentTarget: { value } }) => change({ name: value, ...(free ? {} : { slug: suggestedSlug(value) }) })}
      />
      <Field
        label={own.slug}
        name="slug"
        required
        maxLength={63}
        dir="ltr"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        error={faults.slug}
        hint={draft.slug === '' ? own.slugWrong : own.slugHint(isolate(`${location.host}/b/${draft.slug}`))}
        value={draft.slug}
        onInput={({ currentTarget: { value } }) => {
          setFree(value !== '');
          change({ slug: value.toLowerCase().replace(/\s+/g, '-') });
        }}
      />
      <Select
        label={industryLabel}
        name="industry"
        value={draft.industry}
        error={missing && draft.industry === '' ? own.industryMissing : undefined}
        options={[
          { value: '', label: own.industryChoose, disabled: true },
          ...Object.entries(industries).map(([value, label]) => ({ value, label })),
        ]}
        onChange={({ currentTarget: { value } }) => isIndustry(value) && change({ industry: value })}
      />
      <Field
        label={own.you}
        hint={own.youHint}
        name="employeeName"
        required
        maxLength={80}
        autoComplete="name"
        dir="auto"
        value={draft.employeeName}
        onInput={({ currentTarget: { value } }) => change({ employeeName: value })}
      />
    </StepFrame>
  );
}
