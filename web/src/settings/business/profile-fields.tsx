import { Field } from '../../look/field.tsx';
import { Select } from '../kit/choice.tsx';
import { Panel } from '../kit/page.tsx';
import type { FieldErrors } from '../kit/problem-words.ts';
import { BrandField } from './brand-field.tsx';
import { HoursEditor } from './hours-editor.tsx';
import { LanguagesField } from './languages-field.tsx';
import { useNames, withCurrent } from './names.ts';
import type { Industry, Profile, ProfileField } from './profile.ts';
import { useBusinessWords } from './words.ts';

export interface ProfileFieldsProps {
  readonly value: Profile;
  readonly change: (change: Partial<Profile>) => void;
  readonly errors: FieldErrors;
}

const groupsOf = (zones: readonly string[]): { label: string; options: { value: string; label: string }[] }[] => {
  const byRegion = Map.groupBy(zones, (zone) => (zone.includes('/') ? zone.slice(0, zone.indexOf('/')) : 'UTC'));
  return [...byRegion].map(([label, some]) => ({
    label,
    options: some.map((zone) => ({ value: zone, label: zone.slice(zone.indexOf('/') + 1).replaceAll('_', ' ') })),
  }));
};

/** What a business says of itself; used by its settings and by the console that creates one. */
export function ProfileFields({ value, change, errors }: ProfileFieldsProps) {
  const words = useBusinessWords();
  const names = useNames();
  const isIndustry = (key: string): key is Industry => key in words.industries;
  const currencies = withCurrent(Intl.supportedValuesOf('currency'), [value.currency]);
  const zones = withCurrent(Intl.supportedValuesOf('timeZone'), [value.timezone]);
  return (
    <>
      <Panel title={words.profile}>
        <Field
          label={words.name}
          name="name"
          dir="auto"
          required
          maxLength={80}
          autoComplete="off"
          value={value.name}
          error={errors.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <Field
          label={words.slug}
          name="slug"
          dir="ltr"
          required
          maxLength={63}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          hint={words.slugHint}
          value={value.slug}
          error={errors.slug}
          onChange={({ currentTarget }) => change({ slug: currentTarget.value.toLowerCase() })}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label={words.industry}
            value={value.industry}
            error={errors.industry}
            options={Object.entries(words.industries).map(([key, label]) => ({ value: key, label }))}
            onChange={({ currentTarget }) => isIndustry(currentTarget.value) && change({ industry: currentTarget.value })}
          />
          <Select
            label={words.currency}
            value={value.currency}
            error={errors.currency}
            options={currencies.map((code) => ({ value: code, label: `${code} · ${names.currency(code)}` }))}
            onChange={({ currentTarget }) => change({ currency: currentTarget.value })}
          />
        </div>
        <Select
          label={words.timezone}
          hint={words.timezoneHint}
          value={value.timezone}
          error={errors.timezone}
          groups={groupsOf(zones)}
          onChange={({ currentTarget }) => change({ timezone: currentTarget.value })}
        />
        <LanguagesField value={value.languages} change={(languages) => change({ languages })} error={errors.languages} />
        <BrandField value={value.brand} change={(brand) => change({ brand })} error={errors.brand} />
      </Panel>
      <HoursEditor value={value.hours} change={(hours) => change({ hours })} error={errors.hours} />
    </>
  );
}

/** Profile fields in the words of the form, for those that the server did not take. */
export const saidOf = (fields: readonly ProfileField[], words: ReturnType<typeof useBusinessWords>): FieldErrors => {
  const all: Partial<Record<ProfileField, string>> = {
    name: words.nameWrong,
    slug: words.slugWrong,
    languages: words.languagesWrong,
    hours: words.hoursWrong,
  };
  return Object.fromEntries(fields.flatMap((field) => (all[field] === undefined ? [] : [[field, all[field]]])));
};
