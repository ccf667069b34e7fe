import { describe, expect, it } from 'vitest';
import type { PlaygroundCase, PlaygroundCaseId, Tried } from '../../../../contract/playground.ts';
import { Unreachable } from '../../api/client.ts';
import { type CaseRun, runCases, standingOf } from './case-run.ts';

const caseOf = (id: string, version = 1): PlaygroundCase => ({
  id: id as PlaygroundCaseId,
  name: id,
  messages: [{ from: 'customer', text: 'Hello' }],
  expect: {},
  version,
});
const good: Tried = {
  outcome: 'text',
  text: 'Hi',
  language: 'en',
  system: '',
  steps: [],
  tokensIn: 0,
  tokensOut: 0,
  micros: 0,
  ms: 1,
  faults: [],
};
const bad: Tried = { ...good, faults: [{ of: 'says', expected: '150' }] };
const silent: Tried = { ...good, outcome: 'failed', failure: 'busy' };
const cases = ['a', 'b', 'c', 'd', 'e'].map((id) => caseOf(id));

function parts(tryOne: (id: string) => Promise<Tried>) {
  const stop = new AbortController();
  const seen: (readonly string[])[] = [];
  const waits: number[] = [];
  return {
    stop,
    seen,
    waits,
    run: () =>
      runCases(cases, {
        tryOne: ({ id }) => tryOne(id),
        report: (results) => void seen.push([...results.keys()]),
        wait: async (ms) => void waits.push(ms),
        signal: stop.signal,
        atOnce: 2,
      }),
  };
}

describe('running all cases', () => {
  it('runs each once, two at a time, and tells of each', async () => {
    const asked: string[] = [];
    let [now, most] = [0, 0];
    const { run, seen } = parts(async (id) => {
      asked.push(id);
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      return good;
    });
    await run();
    expect([asked.toSorted(), most]).toEqual([['a', 'b', 'c', 'd', 'e'], 2]);
    expect(seen.map(({ length }) => length)).toEqual([1, 2, 3, 4, 5]);
  });

  it('tries once more what passes by itself, and no more than that', async () => {
    const tries = new Map<string, number>();
    const count = (id: string): number => tries.set(id, (tries.get(id) ?? 0) + 1).get(id) ?? 0;
    const once = parts(async (id) => {
      if (id === 'b' && count(id) === 1) throw new Unreachable('No answer');
      return good;
    });
    await once.run();
    expect([once.waits, once.seen.at(-1)?.length]).toEqual([[1_000], 5]);
    const gone = parts(() => Promise.reject(new Unreachable('No answer')));
    await expect(gone.run()).rejects.toThrow('No answer');
    expect(gone.waits).toHaveLength(2);
  });

  it('asks for nothing more after it was stopped', async () => {
    const asked: string[] = [];
    const parted = parts(async (id) => {
      asked.push(id);
      await Promise.resolve();
      parted.stop.abort();
      return good;
    });
    await expect(parted.run()).rejects.toThrow();
    expect(asked).toEqual(['a', 'b']);
  });
});

describe('what a run says', () => {
  const texts = { system: { en: 'Be kind.' } };
  const run: CaseRun = {
    texts,
    model: 'rules',
    running: false,
    results: new Map([
      ['a 1', good],
      ['b 1', bad],
      ['c 1', silent],
    ]),
  };

  it('counts what is met, what is not, and what gave no answer', () => {
    const { results, ...standing } = standingOf(run, cases, texts, 'rules');
    expect(standing).toEqual({ passed: 1, failed: 2, all: 5, complete: false });
    expect([...results.keys()]).toEqual(['a', 'b', 'c']);
    expect(standingOf(run, cases.slice(0, 3), { ...texts, greeting: { en: ' ' } }, 'rules').complete).toBe(true);
  });

  it('is nothing about other words, another model, or a case that was changed', () => {
    expect(standingOf(run, cases, { system: { en: 'Be short.' } }, 'rules').results.size).toBe(0);
    expect(standingOf(run, cases, texts, 'chosen').results.size).toBe(0);
    expect(standingOf(run, [caseOf('a', 2)], texts, 'rules').results.size).toBe(0);
    expect(standingOf(undefined, cases, texts, 'rules').results.size).toBe(0);
  });
});
