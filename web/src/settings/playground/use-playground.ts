import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { PlaygroundCase } from '../../../../contract/playground.ts';
import type { PromptTexts } from '../../../../contract/prompts.ts';
import type { Input } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { useMay } from '../here.ts';
import { written } from '../prompts/texts.ts';
import { fresh, settingsKey } from '../read.ts';
import { type CaseRun, type Model, runCases, type Standing, standingOf } from './case-run.ts';

export type TryBody = Input<'POST /v1/playground/try'>['body'];

/** A model may take as long as a function of the API may run. */
const tryTimeoutMs = 30_000;

export function useTry() {
  const { call } = useDesk();
  return (body: TryBody, signal: AbortSignal) => call('POST /v1/playground/try', { body }, { signal, timeoutMs: tryTimeoutMs });
}

/** Who answers: what the business has chosen, unless somebody wants it otherwise. */
function useModel() {
  const { call, business } = useDesk();
  const may = useMay('settings.view');
  const [picked, pick] = useState<Model>();
  const query = useQuery({
    queryKey: settingsKey(business, 'assistant'),
    queryFn: ({ signal }) => call('GET /v1/assistant', {}, { signal }),
    enabled: may,
    ...fresh,
  });
  const provider = query.data?.provider;
  const model: Model = picked ?? (provider === undefined || provider === 'rules' ? 'rules' : 'chosen');
  return { model, pick, onlyRules: provider === 'rules', name: query.data?.model };
}

/** What is tried on this page, shared by its parts: who answers, the cases, and what came of running them. */
export function usePlayground(texts: PromptTexts) {
  const { call, business } = useDesk();
  const tryIt = useTry();
  const choice = useModel();
  const { model } = choice;
  const [run, setRun] = useState<CaseRun>();
  const stopping = useRef<AbortController>(undefined);
  const cases = useQuery({
    queryKey: settingsKey(business, 'playground-cases'),
    queryFn: async ({ signal }) => (await call('GET /v1/playground/cases', {}, { signal })).items,
    ...fresh,
  });
  const known: readonly PlaygroundCase[] = cases.data ?? [];
  useEffect(() => () => stopping.current?.abort(), []);

  const start = async (): Promise<void> => {
    stopping.current?.abort();
    const stop = new AbortController();
    stopping.current = stop;
    const begun: CaseRun = { texts: written(texts), model, results: new Map(), running: true };
    const show = (part: Partial<CaseRun>): void => {
      if (stopping.current === stop) setRun((now) => ({ ...begun, results: now?.results ?? begun.results, ...part }));
    };
    setRun(begun);
    const ended = await runCases(known, {
      tryOne: ({ messages, expect }) => tryIt({ texts: { draft: begun.texts }, about: { messages }, model, expect }, stop.signal),
      report: (results) => show({ results }),
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      signal: stop.signal,
    }).then(
      () => ({}),
      (error: unknown) => ({ stopped: error }),
    );
    stop.abort();
    show({ running: false, ...ended });
  };
  const standing: Standing = standingOf(run, known, texts, model);
  return {
    ...choice,
    cases,
    known,
    run,
    standing,
    start: () => void start(),
    stop: () => stopping.current?.abort(),
  };
}
export type Playground = ReturnType<typeof usePlayground>;
