import { useState } from 'react';
import { isolate } from '../i18n/isolate.ts';
import { Field } from '../look/field.tsx';
import { type Faults, useFault } from '../look/form.tsx';
import { type Industry, suggestedSlug, wrongFields } from '../settings/business/profile.ts';
import { useBusinessWords } from '../settings/business/words.ts';
import { Select } from '../settings/kit/choice.tsx';
import { StepFrame, type StepProps } from './step.tsx';
import { useOnboardingWords } from './words.ts';

export function BusinessStep({ draft, change, faults, at, back, submit, tell }: StepProps) {
  const own = useOnboardingWords();
  // Made from the name until somebody writes another one.
  const [free, setFree] = useState(() => draft.slug !== '' && draft.slug !== suggestedSlug(draft.name));
  const check = (): Faults => ({
    ...(draft.industry === '' ? { industry: own.industryMissing } : {}),
    ...(draft.slug !== '' && wrongFields({ ...draft, industry: 'other' }).includes('slug') ? { slug: own.slugWrong } : {}),
  });
  return (
    <StepFrame at={at} label={own.next} check={check} back={back} submit={submit} tell={tell} faults={faults}>
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
        hint={draft.slug === '' ? own.slugWrong : own.slugHint(isolate(`${location.host}/b/${draft.slug}`))}
        value={draft.slug}
        onInput={({ currentTarget: { value } }) => {
          setFree(value !== '');
          change({ slug: value.toLowerCase().replace(/\s+/g, '-') });
        }}
      />
      <IndustryField draft={draft} change={change} />
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

function IndustryField({ draft, change }: Pick<StepProps, 'draft' | 'change'>) {
  const own = useOnboardingWords();
  const { industries, industry } = useBusinessWords();
  const error = useFault('industry');
  const isIndustry = (key: string): key is Industry => key in industries;
  return (
    <Select
      label={industry}
      name="industry"
      value={draft.industry}
      error={error}
      options={[
        { value: '', label: own.industryChoose, disabled: true },
        ...Object.entries(industries).map(([value, label]) => ({ value, label })),
      ]}
      onChange={({ currentTarget: { value } }) => isIndustry(value) && change({ industry: value })}
    />
  );
}
