import { useQuery } from '@tanstack/react-query';
import { GitCompare } from 'lucide-react';
import { useState } from 'react';
import type { Prompts, PromptTexts } from '../../../../contract/prompts.ts';
import { useDesk, useFormats } from '../../business/context.tsx';
import { useLocale } from '../../i18n/language.ts';
import { IconButton } from '../../look/button.tsx';
import { cleanName } from '../../thread/clean.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Panel, Pill } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { settingsKey } from '../read.ts';
import { type Line, lineDiff } from './diff.ts';
import { Outcomes } from './outcomes.tsx';
import { pairsOf } from './texts.ts';
import { useVersions } from './use-versions.ts';
import { usePromptWords } from './words.ts';

interface VersionsPanelProps {
  readonly prompts: Prompts;
  /** As it is on the screen. */
  readonly draft: PromptTexts;
  readonly restored: (prompts: Prompts) => void;
}

/** Everything that was ever published: who, when, why, what is different, and the way back. */
export function VersionsPanel({ prompts, draft, restored }: VersionsPanelProps) {
  const words = usePromptWords();
  const formats = useFormats();
  const { clock } = useDesk();
  const [looking, setLooking] = useState<number>();
  const counting = prompts.published?.number;
  const query = useVersions(counting);
  return (
    <Panel title={words.versions}>
      <View query={query} skeleton={<Skeleton rows={2} height="h-12" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-soft">{words.versionsNone}</p>
          ) : (
            <ul className="flex flex-col">
              {items.map(({ number, by, publishedAt, note, outcomes }) => (
                <li key={number} className="flex min-h-14 items-center gap-3 border-b border-line py-2 last:border-b-0">
                  <div className="min-w-0 grow">
                    <p className="flex flex-wrap items-center gap-2 font-medium">
                      {words.version(formats.number(number))}
                      {number === counting ? <Pill tone="good">{words.counts}</Pill> : null}
                    </p>
                    <p className="text-sm text-soft">
                      <bdi>{cleanName(by.name)}</bdi> · {formats.listed(publishedAt, clock.now())}
                    </p>
                    {note === '' ? null : (
                      <p dir="auto" className="own-line text-sm wrap-anywhere">
                        {note}
                      </p>
                    )}
                    {outcomes ? <Outcomes outcomes={outcomes} /> : null}
                  </div>
                  <IconButton label={words.look(formats.number(number))} onClick={() => setLooking(number)}>
                    <GitCompare size={18} aria-hidden="true" />
                  </IconButton>
                </li>
              ))}
            </ul>
          )
        }
      </View>
      {looking === undefined ? null : (
        <Looking
          number={looking}
          prompts={prompts}
          draft={draft}
          close={() => setLooking(undefined)}
          restored={(now) => {
            setLooking(undefined);
            restored(now);
          }}
        />
      )}
    </Panel>
  );
}

function Looking({ number, prompts, draft, close, restored }: VersionsPanelProps & { number: number; close: () => void }) {
  const words = usePromptWords();
  const formats = useFormats();
  const { call, business } = useDesk();
  const query = useQuery({
    queryKey: settingsKey(business, 'prompts', 'version', number),
    queryFn: ({ signal }) => call('GET /v1/prompts/versions/{number}', { params: { number } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Dialog title={words.diffTitle(formats.number(number))} close={close}>
      <p className="text-sm text-soft">{words.diffHint}</p>
      <View query={query} skeleton={<Skeleton rows={2} height="h-24" />}>
        {({ texts }) => <Differences before={texts} after={draft} />}
      </View>
      <Form
        label={words.restore}
        submit={async () =>
          restored(await call('POST /v1/prompts/versions/{number}/restore', { params: { number }, ifMatch: prompts.version }))
        }
      >
        {() => null}
      </Form>
    </Dialog>
  );
}

function Differences({ before, after }: { before: PromptTexts; after: PromptTexts }) {
  const words = usePromptWords();
  const locale = useLocale();
  const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
  const different = pairsOf(before, after).flatMap(([purpose, language]) => {
    const [was = '', is = ''] = [before[purpose]?.[language], after[purpose]?.[language]];
    return was.trim() === is.trim() ? [] : [{ purpose, language, lines: lineDiff(was, is) }];
  });
  if (different.length === 0) return <p>{words.same}</p>;
  return different.map(({ purpose, language, lines }) => (
    <section key={`${purpose} ${language}`} className="flex flex-col gap-1">
      <h3 className="text-sm font-medium">{words.textLabel(words.purposes[purpose][0], names.of(language) ?? language)}</h3>
      <div className="overflow-hidden rounded-xl border border-line text-sm">
        {lines.map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it is
          <DiffLine key={place} line={line} />
        ))}
      </div>
    </section>
  ));
}

function DiffLine({ line: { kind, text } }: { line: Line }) {
  const words = usePromptWords();
  const said = text === '' ? '\u00a0' : text;
  const look = 'block px-3 py-1 text-start wrap-anywhere whitespace-pre-wrap';
  if (kind === 'removed')
    return (
      <del dir="auto" className={`${look} bg-danger-ground text-danger`}>
        <span className="sr-only">{words.removed}: </span>
        {said}
      </del>
    );
  if (kind === 'added')
    return (
      <ins dir="auto" className={`${look} bg-selected no-underline`}>
        <span className="sr-only">{words.addedLine}: </span>
        {said}
      </ins>
    );
  return (
    <span dir="auto" className={look}>
      {said}
    </span>
  );
}
