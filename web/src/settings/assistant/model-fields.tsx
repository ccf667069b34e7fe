import type { AssistantSettings } from '../../../../contract/assistant.ts';
import { Field } from '../../look/field.tsx';
import { Select } from '../kit/choice.tsx';
import type { FieldErrors } from '../kit/problem-words.ts';
import { SecretField } from '../kit/secret-field.tsx';
import { type Draft, knownPrice } from './draft.ts';
import { useAssistantWords } from './words.ts';

export interface PartProps {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
  readonly errors: FieldErrors;
  readonly may: boolean;
}

const providers = ['rules', 'openai', 'bedrock'] as const satisfies readonly Draft['provider'][];

/** Who thinks, and what that takes. */
export function ModelFields({ settings, ...part }: PartProps & { readonly settings: AssistantSettings }) {
  const words = useAssistantWords();
  const { draft, set, may } = part;
  const choose = (provider: Draft['provider']): void => {
    // A name of one service is none of another.
    const cleared = provider === 'rules' || provider === draft.provider ? {} : { model: '', fallbackModel: '' };
    set({ provider, ...cleared });
  };
  return (
    <>
      <fieldset className="flex flex-col gap-2" disabled={!may}>
        <legend className="pb-2 font-medium">{words.provider}</legend>
        {providers.map((one) => (
          <label
            key={one}
            className={`flex min-h-11 items-start gap-3 rounded-xl border p-3 ${draft.provider === one ? 'border-accent bg-selected' : 'border-line'}`}
          >
            <input
              type="radio"
              name="provider"
              className="mt-0.5 size-5 shrink-0"
              checked={draft.provider === one}
              onChange={() => choose(one)}
            />
            <span className="min-w-0">
              <span className="block font-medium">{words[one]}</span>
              <span className="block text-sm text-pretty text-soft">{words[`${one}Hint`]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {draft.provider === 'openai' ? <OwnModel settings={settings} {...part} /> : null}
      {draft.provider === 'bedrock' ? <ListedModel settings={settings} {...part} /> : null}
    </>
  );
}

function OwnModel({ settings, draft, set, errors, may }: PartProps & { readonly settings: AssistantSettings }) {
  const words = useAssistantWords();
  const listed = settings.knownModels.filter(({ provider }) => provider === 'openai');
  const needsPrice = (model: string) => model.trim() !== '' && !knownPrice(settings, 'openai', model);
  return (
    <>
      <Field
        label={words.endpoint}
        hint={words.endpointHint}
        type="url"
        dir="ltr"
        maxLength={300}
        placeholder="https://api.openai.com/v1"
        readOnly={!may}
        value={draft.endpoint}
        error={errors.endpoint}
        onChange={({ currentTarget }) => set({ endpoint: currentTarget.value })}
      />
      <SecretField
        label={words.key}
        hint={settings.hasKey ? words.keyKept : words.keyHint}
        maxLength={500}
        readOnly={!may}
        value={draft.key}
        error={errors.key}
        onChange={({ currentTarget }) => set({ key: currentTarget.value })}
      />
      <datalist id="known-models">
        {listed.map(({ model }) => (
          <option key={model} value={model} />
        ))}
      </datalist>
      <Field
        label={words.model}
        hint={words.modelHint}
        dir="ltr"
        list="known-models"
        maxLength={150}
        readOnly={!may}
        value={draft.model}
        error={errors.model}
        onChange={({ currentTarget }) => set({ model: currentTarget.value })}
      />
      {needsPrice(draft.model) ? (
        <Prices
          model={draft.model}
          tokensIn={draft.priceIn}
          tokensOut={draft.priceOut}
          error={errors.prices}
          may={may}
          set={(priceIn, priceOut) => set({ priceIn, priceOut })}
        />
      ) : null}
      <Field
        label={words.fallback}
        hint={words.fallbackHint}
        dir="ltr"
        list="known-models"
        maxLength={150}
        readOnly={!may}
        value={draft.fallbackModel}
        error={errors.fallbackModel}
        onChange={({ currentTarget }) => set({ fallbackModel: currentTarget.value })}
      />
      {needsPrice(draft.fallbackModel) ? (
        <Prices
          model={draft.fallbackModel}
          tokensIn={draft.fallbackIn}
          tokensOut={draft.fallbackOut}
          error={errors.fallbackPrices}
          may={may}
          set={(fallbackIn, fallbackOut) => set({ fallbackIn, fallbackOut })}
        />
      ) : null}
    </>
  );
}

interface PricesProps {
  readonly model: string;
  readonly tokensIn: string;
  readonly tokensOut: string;
  readonly error: string | undefined;
  readonly may: boolean;
  readonly set: (tokensIn: string, tokensOut: string) => void;
}

function Prices({ model, tokensIn, tokensOut, error, may, set }: PricesProps) {
  const words = useAssistantWords();
  const common = { inputMode: 'decimal', dir: 'ltr', maxLength: 12, readOnly: !may, error } as const;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 font-medium">{words.priceOf(model.trim())}</legend>
      <p className="text-sm text-soft">{words.priceHint}</p>
      <div className="grid items-end gap-4 sm:grid-cols-2">
        <Field
          {...common}
          label={words.priceIn}
          value={tokensIn}
          onChange={({ currentTarget }) => set(currentTarget.value, tokensOut)}
        />
        <Field
          {...common}
          label={words.priceOut}
          value={tokensOut}
          onChange={({ currentTarget }) => set(tokensIn, currentTarget.value)}
        />
      </div>
    </fieldset>
  );
}

function ListedModel({ settings, draft, set, errors, may }: PartProps & { readonly settings: AssistantSettings }) {
  const words = useAssistantWords();
  const listed = settings.knownModels
    .filter(({ provider }) => provider === 'bedrock')
    .map(({ model }) => ({ value: model, label: model }));
  return (
    <>
      <Select
        label={words.model}
        disabled={!may}
        value={draft.model}
        error={errors.model}
        options={[{ value: '', label: '–', disabled: true }, ...listed]}
        onChange={({ currentTarget }) => set({ model: currentTarget.value })}
      />
      <Select
        label={words.fallback}
        hint={words.fallbackHint}
        disabled={!may}
        value={draft.fallbackModel}
        error={errors.fallbackModel}
        options={[{ value: '', label: words.noFallback }, ...listed]}
        onChange={({ currentTarget }) => set({ fallbackModel: currentTarget.value })}
      />
    </>
  );
}
