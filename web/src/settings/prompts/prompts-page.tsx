import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type PromptPurpose, promptPurposes } from '../../../../contract/prompt-text.ts';
import type { Prompts } from '../../../../contract/prompts.ts';
import { Refused } from '../../api/client.ts';
import { useDesk, useFormats } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { useLocale } from '../../i18n/language.ts';
import { Button } from '../../look/button.tsx';
import { cleanName } from '../../thread/clean.ts';
import { useBase, useMembership } from '../here.ts';
import { Select } from '../kit/choice.tsx';
import { Form } from '../kit/form.tsx';
import { Note, Page, Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { PlaygroundPanels } from '../playground/playground-panels.tsx';
import { usePlayground } from '../playground/use-playground.ts';
import { fresh, settingsKey, useChanged } from '../read.ts';
import { useSettingsWords } from '../words.ts';
import { PublishDialog } from './publish-dialog.tsx';
import { TextEditor } from './text-editor.tsx';
import { isWrong, pairsOf, saySame, withText, written } from './texts.ts';
import { VersionsPanel } from './versions-panel.tsx';
import { usePromptWords } from './words.ts';

/** What the assistant says and is told: a draft, and the versions that were published. */
export function PromptsPage() {
  const words = usePromptWords();
  const settings = useSettingsWords();
  const base = useBase();
  const { call, business } = useDesk();
  const query = useQuery({
    queryKey: settingsKey(business, 'prompts'),
    queryFn: ({ signal }) => call('GET /v1/prompts', {}, { signal }),
    ...fresh,
    // What is being written is not to be replaced under the hand.
    refetchOnWindowFocus: false,
  });
  return (
    <Page title={words.title} hint={words.hint} up={{ href: base, label: settings.title }}>
      <View query={query} skeleton={<Skeleton rows={2} height="h-64" />}>
        {(prompts) => <Editor prompts={prompts} />}
      </View>
    </Page>
  );
}

/** Languages that are offered besides those of the business. */
const offered = ['en', 'ar', 'tr', 'fr', 'de', 'es', 'it', 'pt', 'ru', 'fa', 'ur', 'hi'];

function Editor({ prompts }: { prompts: Prompts }) {
  const words = usePromptWords();
  const locale = useLocale();
  const { call } = useDesk();
  const changed = useChanged();
  const { business } = useMembership();
  const [from, setFrom] = useState(prompts);
  const [texts, setTexts] = useState(prompts.draft.texts);
  const [purpose, setPurpose] = useState<PromptPurpose>('system');
  const [language, setLanguage] = useState(business.languages[0] ?? 'en');
  const [late, setLate] = useState(false);
  const [publishing, setPublishing] = useState(false);
  const [told, setTold] = useState('');
  const play = usePlayground(texts);
  const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
  const nameOf = (tag: string): string => names.of(tag) ?? tag;
  const wrong = pairsOf(texts, {}).filter(([one, tag]) => isWrong(texts[one]?.[tag] ?? ''));
  const isDraftWrong = (one: PromptPurpose, tag?: string) =>
    wrong.some(([of, other]) => of === one && (tag === undefined || tag === other));
  const tags = [...new Set([...business.languages, ...offered, ...pairsOf(texts, {}).map(([, tag]) => tag)])];
  const take = (now: Prompts): void => {
    setFrom(now);
    setTexts(now.draft.texts);
    setLate(false);
    changed.put(['prompts'], now);
  };
  const save = async (): Promise<Prompts> => {
    const saved = await call('PUT /v1/prompts/draft', { body: { texts: written(texts) }, ifMatch: from.version });
    take(saved);
    return saved;
  };
  const handled = (error: unknown): boolean => {
    if (!(error instanceof Refused) || error.code !== 'changed') return false;
    setPublishing(false);
    void call('GET /v1/prompts', {}).then((now) => {
      setFrom(now);
      setLate(true);
    });
    return true;
  };
  return (
    <>
      <Counts prompts={from} differs={!saySame(texts, from.published?.texts ?? {})} />
      <Panel>
        <Form
          sticky
          label={words.save}
          submit={async () => {
            setTold('');
            await save();
            setTold(words.saved);
          }}
          handled={handled}
          done={told === '' ? undefined : told}
          beside={
            <Button disabled={wrong.length > 0} onClick={() => setPublishing(true)}>
              {words.publish}
            </Button>
          }
        >
          {() => (
            <>
              {late ? (
                <div
                  role="alert"
                  className="flex flex-wrap items-center gap-3 rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn"
                >
                  <p className="grow">{words.late}</p>
                  <Button onClick={() => take(from)}>{words.takeTheirs}</Button>
                </div>
              ) : null}
              <div className="grid gap-4 sm:max-md:grid-cols-2 lg:grid-cols-2">
                <Select
                  label={words.purpose}
                  hint={words.purposes[purpose][1]}
                  value={purpose}
                  onChange={({ currentTarget }) =>
                    setPurpose(promptPurposes.find((one) => one === currentTarget.value) ?? 'system')
                  }
                  options={promptPurposes.map((one) => ({
                    value: one,
                    label: `${isDraftWrong(one) ? '! ' : ''}${words.purposes[one][0]}`,
                  }))}
                />
                <Select
                  label={words.language}
                  value={language}
                  onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
                  options={tags.map((tag) => ({
                    value: tag,
                    label: `${isDraftWrong(purpose, tag) ? '! ' : ''}${nameOf(tag)} (${texts[purpose]?.[tag] === undefined ? words.builtInText : words.ownText})`,
                  }))}
                />
              </div>
              <TextEditor
                key={`${purpose} ${language}`}
                purpose={purpose}
                language={language}
                languageName={nameOf(language)}
                text={texts[purpose]?.[language]}
                change={(text) => {
                  setTold('');
                  setTexts(withText(texts, purpose, language, text));
                }}
              />
              <p role="status" className="text-sm text-danger empty:hidden">
                {wrong.length > 0 ? words.cannotPublish : ''}
              </p>
            </>
          )}
        </Form>
      </Panel>
      <PlaygroundPanels play={play} prompts={from} texts={texts} />
      <VersionsPanel
        prompts={from}
        draft={texts}
        restored={(now) => {
          take(now);
          setTold(words.restored);
        }}
      />
      {publishing ? (
        <PublishDialog
          play={play}
          close={() => setPublishing(false)}
          handled={handled}
          publish={async (note) => {
            const { version } = saySame(texts, from.draft.texts) && from.version > 0 ? from : await save();
            take(await call('POST /v1/prompts/publish', { body: { note }, ifMatch: version }));
            setPublishing(false);
            setTold(words.published);
          }}
        />
      ) : null}
    </>
  );
}

function Counts({ prompts: { published }, differs }: { prompts: Prompts; differs: boolean }) {
  const words = usePromptWords();
  const formats = useFormats();
  const { clock } = useDesk();
  return (
    <Note>
      {published === undefined
        ? words.builtInCounts
        : words.publishedCounts(
            formats.number(published.number),
            isolate(cleanName(published.by.name)),
            formats.listed(published.publishedAt, clock.now()),
          )}
      {differs ? ` ${words.draftDiffers}` : ''}
    </Note>
  );
}
