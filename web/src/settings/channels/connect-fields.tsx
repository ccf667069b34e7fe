import { useId } from 'react';
import { Field } from '../../look/field.tsx';
import type { FieldErrors } from '../kit/problem-words.ts';
import { SecretField } from '../kit/secret-field.tsx';
import { type Provider, pasted, pastedNumber, type Typed } from './shapes.ts';
import { useChannelWords } from './words.ts';

const providers = ['meta', 'twilio'] as const satisfies readonly Provider[];

export function ProviderChoice({ chosen, choose }: { chosen: Provider; choose: (one: Provider) => void }) {
  const words = useChannelWords();
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-2 font-medium">{words.provider}</legend>
      {providers.map((one) => (
        <label
          key={one}
          className={`flex min-h-11 items-start gap-3 rounded-xl border p-3 ${chosen === one ? 'border-accent bg-selected' : 'border-line'}`}
        >
          <input
            type="radio"
            name={name}
            className="mt-0.5 size-5 shrink-0"
            checked={chosen === one}
            onChange={() => choose(one)}
          />
          <span className="min-w-0">
            <span className="block font-medium">
              <bdi>{words.providers[one]}</bdi>
            </span>
            <span className="block text-sm text-pretty text-soft">{words.providerHints[one]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface FieldsProps {
  readonly values: Typed;
  readonly errors: FieldErrors;
  readonly set: (part: Partial<Typed>) => void;
}

const ids = { dir: 'ltr', autoComplete: 'off', spellCheck: false } as const;

export function MetaFields({ values, errors, set }: FieldsProps) {
  const words = useChannelWords();
  return (
    <>
      <Field
        {...ids}
        label={words.phoneNumberId}
        hint={words.phoneNumberIdHint}
        inputMode="numeric"
        value={values.phoneNumberId}
        error={errors.phoneNumberId}
        onChange={({ currentTarget }) => set({ phoneNumberId: pasted(currentTarget.value) })}
      />
      <Field
        {...ids}
        label={words.wabaId}
        hint={words.wabaIdHint}
        inputMode="numeric"
        value={values.wabaId}
        error={errors.wabaId}
        onChange={({ currentTarget }) => set({ wabaId: pasted(currentTarget.value) })}
      />
      <SecretField
        label={words.accessToken}
        hint={words.accessTokenHint}
        value={values.accessToken}
        error={errors.accessToken}
        onChange={({ currentTarget }) => set({ accessToken: pasted(currentTarget.value) })}
      />
      <SecretField
        label={words.appSecret}
        hint={words.appSecretHint}
        value={values.appSecret}
        error={errors.appSecret}
        onChange={({ currentTarget }) => set({ appSecret: pasted(currentTarget.value) })}
      />
    </>
  );
}

export function TwilioFields({ values, errors, set }: FieldsProps) {
  const words = useChannelWords();
  return (
    <>
      <Field
        {...ids}
        label={words.number}
        hint={words.numberHint}
        type="tel"
        value={values.number}
        error={errors.number}
        onChange={({ currentTarget }) => set({ number: pastedNumber(currentTarget.value) })}
      />
      <Field
        {...ids}
        label={words.accountSid}
        hint={words.accountSidHint}
        value={values.accountSid}
        error={errors.accountSid}
        onChange={({ currentTarget }) => set({ accountSid: pasted(currentTarget.value) })}
      />
      <SecretField
        label={words.authToken}
        hint={words.authTokenHint}
        value={values.authToken}
        error={errors.authToken}
        onChange={({ currentTarget }) => set({ authToken: pasted(currentTarget.value) })}
      />
    </>
  );
}
