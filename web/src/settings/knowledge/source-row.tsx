import { BookOpen, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { KnowledgeSource } from '../../../../contract/knowledge.ts';
import { useDesk, useFormats } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { IconButton } from '../../look/button.tsx';
import { cleanName } from '../../thread/clean.ts';
import { Pill } from '../kit/page.tsx';
import { useChanged } from '../read.ts';
import { useKnowledgeWords } from './words.ts';

interface SourceRowProps {
  readonly source: KnowledgeSource;
  readonly may: boolean;
  readonly look: () => void;
  readonly remove: () => void;
}

/** Weeks in which a page could not be read: no outage lasts as long, so somebody has to do something. */
const often = 3;

/** A page, file or text: what it is, how it was read, and what can be done with it. */
export function SourceRow({ source, may, look, remove }: SourceRowProps) {
  const words = useKnowledgeWords();
  const formats = useFormats();
  const { call, clock } = useDesk();
  const changed = useChanged();
  const [busy, setBusy] = useState(false);
  const title = isolate(cleanName(source.title));
  const { failures = 0 } = source;
  const refresh = async (): Promise<void> => {
    setBusy(true);
    try {
      await call('POST /v1/knowledge/{id}/refresh', { params: { id: source.id } });
    } finally {
      setBusy(false);
      await changed.reload('knowledge');
    }
  };
  const facts = [
    words.kinds[source.kind],
    ...(source.passages > 0 ? [words.passages(source.passages, formats.number(source.passages))] : []),
    ...(source.readAt === undefined ? [] : [words.readAt(formats.listed(source.readAt, clock.now()))]),
  ];
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 border-b border-line py-3 last:border-b-0 sm:flex-nowrap">
      <div className="min-w-0 grow basis-full sm:basis-0">
        <p className="flex flex-wrap items-center gap-2">
          <bdi className="min-w-0 font-medium wrap-anywhere">{cleanName(source.title)}</bdi>
          <StatePill source={source} />
        </p>
        {source.url === undefined ? null : (
          <p dir="ltr" className="text-sm text-soft wrap-anywhere rtl:text-end">
            {source.url}
          </p>
        )}
        <p className="text-sm text-soft">{facts.join(' · ')}</p>
        {source.failure ? (
          <p className="text-sm text-danger">
            {words.failures[source.failure.code]} {source.passages > 0 ? words.stillOld : ''}
          </p>
        ) : null}
        {failures >= often ? (
          <p className="text-sm font-medium text-danger">{words.failedOften(failures, formats.number(failures))}</p>
        ) : null}
        {source.cut ? <p className="text-sm text-warn">{words.cut}</p> : null}
      </div>
      <div className="-ms-2 flex shrink-0">
        <IconButton label={words.look(title)} onClick={look}>
          <BookOpen size={18} aria-hidden="true" />
        </IconButton>
        {may ? (
          <>
            <IconButton label={words.refresh(title)} disabled={busy} onClick={() => void refresh()}>
              <RotateCw size={18} aria-hidden="true" />
            </IconButton>
            <IconButton label={words.remove(title)} onClick={remove}>
              <Trash2 size={18} aria-hidden="true" />
            </IconButton>
          </>
        ) : null}
      </div>
    </li>
  );
}

function StatePill({ source: { state, failure } }: { source: KnowledgeSource }) {
  const words = useKnowledgeWords();
  if (state === 'ready') return <Pill tone="good">{words.ready}</Pill>;
  if (state === 'failed') return <Pill tone="bad">{words.failed}</Pill>;
  return <Pill tone="calm">{failure ? words.waitingAgain : words.waiting}</Pill>;
}
