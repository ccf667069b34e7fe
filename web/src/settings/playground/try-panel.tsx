import { useId, useRef, useState } from 'react';
import type { Tried } from '../../../../contract/playground.ts';
import type { Prompts, PromptTexts } from '../../../../contract/prompts.ts';
import { useFormats } from '../../business/context.tsx';
import { instantOf } from '../../clock/zoned.ts';
import { Button } from '../../look/button.tsx';
import { Field } from '../../look/field.tsx';
import { useMay, useMembership } from '../here.ts';
import { Select } from '../kit/choice.tsx';
import { Form } from '../kit/form.tsx';
import { Panel } from '../kit/page.tsx';
import { useVersions } from '../prompts/use-versions.ts';
import { type Choice, choiceOptions, isTriable, shortName, textsOf } from './choices.ts';
import { goneOn, messagesOf, noTalk, type Said } from './conversation.ts';
import { ModelChoice } from './model-choice.tsx';
import { RecordedChoice } from './recorded-choice.tsx';
import type { Recorded } from './recorded-dialog.tsx';
import { type Column, Results } from './results.tsx';
import { TalkFields } from './talk-fields.tsx';
import { type Playground, type TryBody, useTry } from './use-playground.ts';
import { usePlaygroundWords } from './words.ts';

interface TryPanelProps {
  readonly play: Playground;
  readonly prompts: Prompts;
  /** As it is on the screen. */
  readonly texts: PromptTexts;
  /** Undefined: there is no room for another case. */
  readonly keep: ((said: readonly Said[], tried: Tried, personal: boolean) => void) | undefined;
}

/** What the assistant would answer, with this draft or with any version; two of them beside each other. */
export function TryPanel({ play, prompts, texts, keep }: TryPanelProps) {
  const words = usePlaygroundWords();
  const formats = useFormats();
  const { business } = useMembership();
  const tryIt = useTry();
  const mayRead = useMay('conversations.view');
  const id = useId();
  const [way, setWay] = useState<'typed' | 'recorded'>('typed');
  const [talk, setTalk] = useState(noTalk);
  const [recorded, setRecorded] = useState<Recorded>();
  const [choice, setChoice] = useState<Choice>('draft');
  const [against, setAgainst] = useState<Choice>('');
  const [at, setAt] = useState('');
  const [columns, setColumns] = useState<readonly Column[]>([]);
  const stopping = useRef<AbortController>(undefined);
  const talking = useRef<HTMLDivElement>(null);
  const versions = useVersions(prompts.published?.number);
  const options = choiceOptions(prompts.published, versions.data?.items ?? [], words, formats);

  const messages = messagesOf(talk);
  const said: readonly Said[] = way === 'recorded' ? (recorded?.said ?? []) : typeof messages === 'string' ? [] : messages;
  const instant = instantOf(at, business.timezone);
  const choices = [choice, ...(against === '' || against === choice ? [] : [against])];
  const bodies = (): readonly TryBody[] => {
    if (way === 'typed' ? typeof messages === 'string' : recorded === undefined) return [];
    const about =
      way === 'recorded' && recorded ? { conversationId: recorded.conversationId, upTo: recorded.upTo } : { messages: [...said] };
    const when = instant === undefined ? {} : { at: new Date(instant).toISOString() };
    return choices.map((one) => ({ texts: textsOf(one, texts), about, model: play.model, ...when }));
  };
  const wrongTalk = messages === 'empty' ? words.messageWrong : messages === 'too-much' ? words.tooMuch : undefined;

  const run = async (): Promise<void> => {
    stopping.current?.abort();
    const stop = new AbortController();
    stopping.current = stop;
    const begun = bodies().map((body, place): Column => {
      const one = choices[place] ?? '';
      const asked = way === 'recorded' ? (recorded?.line ?? '') : talk.last.trim();
      const name = shortName(one, words, formats);
      return { key: one, name, body, asked, said, personal: way === 'recorded', state: 'running' };
    });
    setColumns(begun);
    const put = (key: string, part: Pick<Column, 'state' | 'tried' | 'error'>): void => {
      if (stopping.current === stop) setColumns((now) => now.map((one) => (one.key === key ? { ...one, ...part } : one)));
    };
    await Promise.all(
      begun.map(({ key, body }) =>
        tryIt(body, stop.signal).then(
          (tried) => put(key, { state: 'done', tried }),
          (error: unknown) => put(key, stop.signal.aborted ? { state: 'stopped' } : { state: 'failed', error }),
        ),
      ),
    );
  };
  const running = columns.some(({ state }) => state === 'running');
  const outdated = columns.length > 0 && !running && JSON.stringify(columns.map(({ body }) => body)) !== JSON.stringify(bodies());
  return (
    <Panel title={words.title} hint={words.hint}>
      <Form
        label={words.run}
        disabled={choices.includes('draft') && !isTriable(texts)}
        check={() =>
          way === 'typed' ? { message: wrongTalk } : { recorded: recorded === undefined ? words.chooseWrong : undefined }
        }
        submit={run}
        beside={
          running ? (
            <Button look="quiet" onClick={() => stopping.current?.abort()}>
              {words.cancel}
            </Button>
          ) : null
        }
      >
        {(errors) => (
          <>
            {mayRead ? (
              <fieldset className="flex flex-wrap gap-2">
                <legend className="pb-2 text-sm font-medium">{words.about}</legend>
                {(['typed', 'recorded'] as const).map((one) => (
                  <label
                    key={one}
                    className={`flex min-h-11 items-center gap-2 rounded-xl border px-4 ${way === one ? 'border-accent bg-selected' : 'border-line'}`}
                  >
                    <input type="radio" name={id} className="size-5" checked={way === one} onChange={() => setWay(one)} />
                    {words[one]}
                  </label>
                ))}
              </fieldset>
            ) : null}
            <div ref={talking}>
              {way === 'typed' ? (
                <TalkFields talk={talk} change={setTalk} error={errors.message === undefined ? undefined : wrongTalk} />
              ) : (
                <RecordedChoice
                  recorded={recorded}
                  choose={setRecorded}
                  error={recorded === undefined ? errors.recorded : undefined}
                />
              )}
            </div>
            <div className="grid gap-4 sm:max-md:grid-cols-2 lg:grid-cols-2">
              <Select
                label={words.words}
                value={choice}
                onChange={({ currentTarget }) => setChoice(currentTarget.value)}
                options={options}
              />
              <Select
                label={words.against}
                value={against === choice ? '' : against}
                onChange={({ currentTarget }) => setAgainst(currentTarget.value)}
                options={[{ value: '', label: words.againstNone }, ...options.filter(({ value }) => value !== choice)]}
              />
              <ModelChoice play={play} />
              <Field
                type="datetime-local"
                label={words.at}
                hint={words.atHint}
                value={at}
                onInput={({ currentTarget }) => setAt(currentTarget.value)}
              />
            </div>
            {isTriable(texts) ? null : <p className="text-sm text-danger">{words.draftTooLong}</p>}
          </>
        )}
      </Form>
      {outdated ? <p className="rounded-xl bg-warn-ground px-4 py-2 text-sm text-warn">{words.outdated}</p> : null}
      <Results
        columns={columns}
        keep={keep}
        goOn={(before, answer) => {
          setTalk(goneOn(before, answer));
          setWay('typed');
          setColumns([]);
          // The button that was pressed is gone; the field is there only after this.
          setTimeout(() => [...(talking.current?.querySelectorAll('textarea') ?? [])].at(-1)?.focus());
        }}
      />
    </Panel>
  );
}
