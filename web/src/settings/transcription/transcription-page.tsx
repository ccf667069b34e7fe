import { useState } from 'react';
import type { TranscriptionSettings } from '../../../../contract/transcripts.ts';
import { useDesk } from '../../business/context.tsx';
import { useLocale } from '../../i18n/language.ts';
import { Field } from '../../look/field.tsx';
import { useBase, useMay } from '../here.ts';
import { Form } from '../kit/form.tsx';
import { Late, Note, Page, Panel } from '../kit/page.tsx';
import { SecretField } from '../kit/secret-field.tsx';
import { useVersioned } from '../kit/use-versioned.ts';
import { Skeleton, View } from '../kit/view.tsx';
import { useManagement } from '../kit/words.ts';
import { useChanged, useTranscription } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';
import { dollarsOf, microsIn } from './price.ts';

type Engine = TranscriptionSettings['engine'];
const engines: readonly Engine[] = ['transcribe', 'openai', 'off'];

/** Which engine writes voice notes down. */
export function TranscriptionPage() {
  const words = useSettingsWords();
  const base = useBase();
  const query = useTranscription();
  return (
    <Page title={words.transcriptionTitle} hint={words.transcriptionLong} up={{ href: base, label: words.title }}>
      <ReadOnlyNote needs="integrations.manage" />
      <View query={query} skeleton={<Skeleton rows={1} height="h-72" />}>
        {(settings) => <EngineForm settings={settings} />}
      </View>
    </Page>
  );
}

/** Without TLS only the local stage itself, which the API knows. */
const isAddress = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);

function EngineForm({ settings }: { settings: TranscriptionSettings }) {
  const words = useSettingsWords();
  const common = useManagement();
  const { call } = useDesk();
  const changed = useChanged();
  const may = useMay('integrations.manage');
  const [engine, setEngine] = useState(settings.engine);
  const [endpoint, setEndpoint] = useState(settings.endpoint ?? '');
  const [model, setModel] = useState(settings.model ?? '');
  const [key, setKey] = useState('');
  const [price, setPrice] = useState(settings.engine === 'openai' ? dollarsOf(settings.microsPerMinute) : '0.006');
  const micros = microsIn(price);
  const own = engine === 'openai';
  const { from, done, late, submit, handled, changing } = useVersioned({
    given: settings,
    load: () => call('GET /v1/transcription', {}),
    save: (version) => {
      const ofOwn = { endpoint: endpoint.trim(), model: model.trim(), microsPerMinute: micros, ...(key !== '' && { key }) };
      return call('PUT /v1/transcription', { body: { engine, ...(own && ofOwn) }, ifMatch: version });
    },
    saved: (now) => {
      setKey('');
      changed.put(['transcription'], now);
    },
    show: (now) => {
      setEngine(now.engine);
      setEndpoint(now.endpoint ?? '');
      setModel(now.model ?? '');
    },
  });
  const said = {
    endpoint: words.endpointWrong,
    model: words.modelWrong,
    key: words.engineKeyWrong,
    microsPerMinute: words.microsPerMinuteWrong,
  };
  const check = () =>
    own
      ? {
          endpoint: isAddress(endpoint.trim()) ? undefined : said.endpoint,
          model: model.trim() === '' ? said.model : undefined,
          key: key === '' && !from.hasKey ? said.key : undefined,
          microsPerMinute: micros === undefined ? said.microsPerMinute : undefined,
        }
      : {};
  return (
    <Panel>
      <Form
        label={common.save}
        check={check}
        said={said}
        submit={submit}
        handled={handled}
        disabled={!may}
        done={done ? common.saved : undefined}
      >
        {(errors) => (
          <>
            {late ? <Late>{words.transcriptionChanged}</Late> : null}
            <fieldset className="flex flex-col gap-2" disabled={!may}>
              <legend className="pb-2 font-medium">{words.engine}</legend>
              {engines.map((one) => (
                <EngineChoice
                  key={one}
                  engine={one}
                  settings={from}
                  chosen={engine === one}
                  choose={() => changing(setEngine)(one)}
                />
              ))}
            </fieldset>
            {engine === 'transcribe' ? <AboutLanguages settings={from} /> : null}
            {own ? (
              <>
                <Field
                  label={words.endpoint}
                  hint={words.endpointHint}
                  type="url"
                  dir="ltr"
                  maxLength={300}
                  placeholder="https://api.openai.com/v1"
                  readOnly={!may}
                  value={endpoint}
                  error={errors.endpoint}
                  onChange={({ currentTarget }) => changing(setEndpoint)(currentTarget.value)}
                />
                <Field
                  label={words.model}
                  hint={words.modelHint}
                  dir="ltr"
                  maxLength={100}
                  readOnly={!may}
                  value={model}
                  error={errors.model}
                  onChange={({ currentTarget }) => changing(setModel)(currentTarget.value)}
                />
                <SecretField
                  label={words.engineKey}
                  hint={from.hasKey ? words.engineKeyKept : words.engineKeyHint}
                  maxLength={500}
                  readOnly={!may}
                  value={key}
                  error={errors.key}
                  onChange={({ currentTarget }) => changing(setKey)(currentTarget.value)}
                />
                <Field
                  label={words.microsPerMinute}
                  hint={words.microsPerMinuteHint}
                  inputMode="decimal"
                  dir="ltr"
                  maxLength={8}
                  readOnly={!may}
                  value={price}
                  error={errors.microsPerMinute}
                  onChange={({ currentTarget }) => changing(setPrice)(currentTarget.value)}
                />
              </>
            ) : null}
          </>
        )}
      </Form>
    </Panel>
  );
}

interface ChoiceProps {
  readonly engine: Engine;
  readonly settings: TranscriptionSettings;
  readonly chosen: boolean;
  readonly choose: () => void;
}

function EngineChoice({ engine, settings, chosen, choose }: ChoiceProps) {
  const words = useSettingsWords();
  const [label, hint] = {
    transcribe: [words.engineTranscribe, words.engineTranscribeHint(dollarsOf(settings.transcribeMicrosPerMinute))] as const,
    openai: [words.engineOpenai, words.engineOpenaiHint] as const,
    off: [words.engineOff, words.engineOffHint] as const,
  }[engine];
  return (
    <label
      className={`flex min-h-11 items-start gap-3 rounded-xl border p-3 ${chosen ? 'border-accent bg-selected' : 'border-line'}`}
    >
      <input type="radio" name="engine" className="mt-0.5 size-5 shrink-0" checked={chosen} onChange={choose} />
      <span className="min-w-0">
        <span className="block font-medium">{label}</span>
        <span className="block text-sm text-pretty text-soft">{hint}</span>
      </span>
    </label>
  );
}

function AboutLanguages({ settings }: { settings: TranscriptionSettings }) {
  const words = useSettingsWords();
  const locale = useLocale();
  const { membership } = useDesk();
  const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
  const list = new Intl.ListFormat(locale);
  const unknown = settings.unknownLanguages.map((code) => names.of(code) ?? code);
  return (
    <>
      {unknown.length > 0 ? (
        <p className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">{words.unknownLanguages(list.format(unknown))}</p>
      ) : null}
      {membership.business.languages.some((code) => code.startsWith('ar')) ? <Note>{words.arabicNote}</Note> : null}
    </>
  );
}
