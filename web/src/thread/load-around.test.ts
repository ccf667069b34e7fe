import { describe, expect, it } from 'vitest';
import type { Call, Input } from '../api/client.ts';
import { loadAround, loadNewer } from './load-around.ts';
import { loadOlder } from './load-thread.ts';
import { idAt, message } from './test-messages.ts';

const ids = Array.from({ length: 200 }, (_, index) =>
  idAt(1_700_000_000_000 + index * 1000, index % 2 ? 'aZ_9-bQ1' : 'ffffffffffffffff'),
);

/** Pages of a thread as the API cuts them. */
const call = (async (_: string, { query }: Input<'GET /v1/conversations/{id}/messages'>) => {
  const limit = Number(query?.limit ?? 50);
  const { before, after } = query ?? {};
  const found = ids.filter((id) => (before === undefined || id < before) && (after === undefined || id > after));
  const page = after === undefined ? found.slice(-limit) : found.slice(0, limit);
  return { items: page.map((id) => message(id)), more: found.length > limit, waiting: [] };
}) as unknown as Call;

const at = (index: number): string => ids[index] ?? '';

describe('the messages around one', () => {
  it('hold it, with what is before and after, and go on at both ends until everything is there', async () => {
    let stretch = await loadAround(call, 'c', at(100));
    const shown = stretch.thread.shown().map(({ id }) => String(id));
    expect(shown).toEqual(ids.slice(76, 126));
    while (stretch.ceiling !== undefined) stretch = await loadNewer(call, 'c', stretch);
    let { thread } = stretch;
    while (thread.floor !== 'beginning') thread = await loadOlder(call, 'c', thread);
    expect(thread.shown().map(({ id }) => String(id))).toEqual(ids);
  });

  it('know when they reach the newest', async () => {
    const { ceiling } = await loadAround(call, 'c', at(190));
    expect(ceiling).toBeUndefined();
  });
});
