import { useState } from 'react';
import type { AssistantSettings } from '../../../../contract/assistant.ts';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { useBase, useMay } from '../here.ts';
import { Form } from '../kit/form.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useManagement } from '../kit/words.ts';
import { useAssistant, useChanged } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';
import { Behaviour } from './behaviour.tsx';
import { CheckPanel } from './check-panel.tsx';
import { bodyOf, type Draft, draftOf } from './draft.ts';
import { ModelFields } from './model-fields.tsx';
import { useAssistantWords } from './words.ts';

/** Whether the assistant answers, who thinks for it, and what it may cost. */
export function AssistantPage() {
  const words = useAssistantWords();
  const settings = useSettingsWords();
  const base = useBase();
  const query = useAssistant();
  return (
    <Page title={words.title} hint={words.long} up={{ href: base, label: settings.title }}>
      <ReadOnlyNote needs="integrations.manage" />
      <View query={query} skeleton={<Skeleton rows={2} height="h-72" />}>
        {(now) => <AssistantForm settings={now} />}
      </View>
    </Page>
  );
}

function AssistantForm({ settings }: { settings: AssistantSettings }) {
  const words = useAssistantWords();
  const common = useManagement();
  const { call } = useDesk();
  const changed = useChanged();
  const may = useMay('integrations.manage');
  const [from, setFrom] = useState(settings);
  const [draft, setDraft] = useState(() => draftOf(settings));
  const [done, setDone] = useState(false);
  const [late, setLate] = useState(false);
  const set = (part: Partial<Draft>): void => {
    setDone(false);
    setDraft((before) => ({ ...before, ...part }));
  };
  const same = JSON.stringify(draft) === JSON.stringify(draftOf(from));
  const said = {
    endpoint: words.endpointWrong,
    key: words.keyWrong,
    model: words.modelWrong,
    fallbackModel: words.fallbackWrong,
    prices: words.priceWrong,
    fallbackPrices: words.priceWrong,
    temperature: words.temperatureWrong,
    maxTokens: words.maxTokensWrong,
    capMicros: words.capWrong,
    answersPerHour: words.answersPerHourWrong,
  };
  const check = () => {
    const typed = bodyOf(draft, from);
    return 'wrong' in typed ? Object.fromEntries(typed.wrong.map((field) => [field, said[field]])) : {};
  };
  const submit = async (): Promise<void> => {
    const typed = bodyOf(draft, from);
    if ('wrong' in typed) return;
    const saved = await call('PUT /v1/assistant', { body: typed.body, ifMatch: from.version });
    setFrom(saved);
    setDraft(draftOf(saved));
    setLate(false);
    setDone(true);
    changed.put(['assistant'], saved);
  };
  const handled = (error: unknown): boolean => {
    if (!(error instanceof Refused) || error.code !== 'changed') return false;
    void call('GET /v1/assistant', {}).then((now) => {
      setFrom(now);
      setDraft(draftOf(now));
      setLate(true);
    });
    return true;
  };
  return (
    <>
      <Form
        label={common.save}
        check={check}
        said={said}
        submit={submit}
        handled={handled}
        disabled={!may || same}
        done={done ? common.saved : undefined}
        sticky
      >
        {(errors) => (
          <>
            {late ? (
              <p role="alert" className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">
                {words.changed}
              </p>
            ) : null}
            <Panel>
              <label className="flex min-h-11 items-center gap-3">
                <input
                  type="checkbox"
                  className="size-5 shrink-0"
                  checked={draft.on}
                  disabled={!may}
                  onChange={({ currentTarget }) => set({ on: currentTarget.checked })}
                />
                <span>
                  <span className="block font-medium">{words.on}</span>
                  <span className="block text-sm text-soft">{words.onHint}</span>
                </span>
              </label>
              <ModelFields settings={from} draft={draft} set={set} errors={errors} may={may} />
            </Panel>
            <Behaviour draft={draft} set={set} errors={errors} may={may} />
          </>
        )}
      </Form>
      {may && from.provider !== 'rules' ? <CheckPanel key={from.version} /> : null}
    </>
  );
}
