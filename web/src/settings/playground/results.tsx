import { useEffect, useState } from 'react';
import type { Tried } from '../../../../contract/playground.ts';
import { Button, Spinner } from '../../look/button.tsx';
import { Banner } from '../../look/notice.tsx';
import { problemWords } from '../kit/problem-words.ts';
import { useManagement } from '../kit/words.ts';
import type { Said } from './conversation.ts';
import { Answer, Behind, OutcomePill } from './result-parts.tsx';
import type { TryBody } from './use-playground.ts';
import { usePlaygroundWords } from './words.ts';

/** One of the words that are tried. */
export interface Column {
  readonly key: string;
  readonly name: string;
  readonly body: TryBody;
  /** What is answered, in one line. */
  readonly asked: string;
  /** What was said up to the answer; empty: that is more than words. */
  readonly said: readonly Said[];
  /** A customer wrote it. */
  readonly personal: boolean;
  readonly state: 'running' | 'stopped' | 'failed' | 'done';
  readonly tried?: Tried;
  readonly error?: unknown;
}

interface ResultsProps {
  readonly columns: readonly Column[];
  readonly keep: ((said: readonly Said[], tried: Tried, personal: boolean) => void) | undefined;
  readonly goOn: (said: readonly Said[], answer: string) => void;
}

export function Results({ columns, keep, goOn }: ResultsProps) {
  const words = usePlaygroundWords();
  const told = columns.flatMap(({ name, tried }) => (tried ? [`${name}: ${words.outcomes[tried.outcome]}`] : []));
  return (
    <>
      <p role="status" className="sr-only">
        {columns.some(({ state }) => state === 'running') ? words.running : told.join('. ')}
      </p>
      {columns.length === 0 ? null : (
        <div className={`grid gap-4 ${columns.length > 1 ? 'lg:grid-cols-2' : ''}`}>
          {columns.map((column) => (
            <Result key={column.key} column={column} keep={keep} goOn={goOn} />
          ))}
        </div>
      )}
    </>
  );
}

function Result({ column, keep, goOn }: Omit<ResultsProps, 'columns'> & { readonly column: Column }) {
  const words = usePlaygroundWords();
  const management = useManagement();
  const { name, asked, said, state, tried, error, personal } = column;
  return (
    <section
      aria-label={words.asIf(name)}
      aria-busy={state === 'running'}
      className="flex min-w-0 flex-col gap-3 rounded-xl border border-line p-3"
    >
      <h3 className="flex flex-wrap items-center gap-2 font-medium">
        <bdi>{name}</bdi>
        {tried ? <OutcomePill outcome={tried.outcome} /> : null}
      </h3>
      <p
        dir="auto"
        className="w-fit max-w-full rounded-2xl rounded-ss-sm border border-line bg-in px-3 py-2 text-start wrap-anywhere whitespace-pre-wrap"
      >
        {asked}
      </p>
      {state === 'running' ? <Waiting /> : null}
      {state === 'stopped' ? <p className="text-sm text-soft">{words.noAnswer}</p> : null}
      {state === 'failed' ? (
        <div role="alert" className="overflow-hidden rounded-xl">
          <Banner tone="danger">{problemWords(error, management)}</Banner>
        </div>
      ) : null}
      {tried ? (
        <>
          <Answer tried={tried} />
          <Behind tried={tried} />
          <div className="mt-auto flex flex-wrap gap-2">
            {tried.outcome === 'text' && tried.text !== undefined && said.length > 0 ? (
              <Button onClick={() => goOn(said, tried.text ?? '')}>{words.goOn}</Button>
            ) : null}
            {keep && said.length > 0 ? <Button onClick={() => keep(said, tried, personal)}>{words.keep}</Button> : null}
          </div>
        </>
      ) : null}
    </section>
  );
}

const slowMs = 6_000;

function Waiting() {
  const words = usePlaygroundWords();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="flex min-h-24 items-center gap-2 text-sm text-soft">
      <Spinner />
      <p>{slow ? `${words.running}. ${words.slow}` : words.running}</p>
    </div>
  );
}
