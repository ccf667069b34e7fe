import { describe, expect, it } from 'vitest';
import type { Call, Input } from '../api/client.ts';
import {
  beginningOf,
  freshened,
  keptOfNewest,
  loadAround,
  loadNewer,
  meets,
  messagesAtMost,
  withoutBeginning,
  withoutEnd,
} from './load-around.ts';
import { loadOlder, loadThread } from './load-thread.ts';
import { idAt, message } from './test-messages.ts';
import type { Thread } from './thread-state.ts';

const idsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    idAt(1_700_000_000_000 + index * 1000, index % 2 ? 'aZ_9-bQ1' : 'ffffffffffffffff'),
  );

/** Pages of a thread as the API cuts them. */
const pagesOf = (all: readonly string[]): Call =>
  (async (_: string, { query }: Input<'GET /v1/conversations/{id}/messages'>) => {
    const limit = Number(query?.limit ?? 50);
    const { before, after } = query ?? {};
    const found = all.filter((id) => (before === undefined || id < before) && (after === undefined || id > after));
    const page = after === undefined ? found.slice(-limit) : found.slice(0, limit);
    return { items: page.map((id) => message(id)), more: found.length > limit, waiting: [] };
  }) as unknown as Call;

const ids = idsOf(200);
const call = pagesOf(ids);

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

const shownOf = (thread: Thread): string[] => thread.shown().map(({ id }) => String(id));

describe('a long conversation', () => {
  const many = idsOf(2_000);
  const pages = pagesOf(many);
  const perPage = 50;

  it('is read up to its beginning and back without a hole, and never held as a whole', async () => {
    const read = new Set<string>();
    let newest = await loadThread(pages, 'c', undefined);
    let stretch = beginningOf(newest);
    while (stretch === undefined) {
      newest = await loadOlder(pages, 'c', newest);
      stretch = beginningOf(newest);
    }
    for (const id of shownOf(newest)) read.add(id);
    newest = newest.newestPart(keptOfNewest);
    expect(shownOf(newest)).toEqual(many.slice(-keptOfNewest));
    expect(meets(stretch, newest)).toBe(false);

    while (stretch.thread.floor !== 'beginning') {
      const before = shownOf(stretch.thread)[0] ?? '';
      stretch = withoutEnd({ ...stretch, thread: await loadOlder(pages, 'c', stretch.thread) });
      const shown = shownOf(stretch.thread);
      // Where the reader stands is still there, and whole.
      expect(shown).toContain(before);
      expect(shown).toEqual(many.slice(many.indexOf(shown[0] ?? ''), many.indexOf(shown.at(-1) ?? '') + 1));
      expect(shown.length).toBeLessThanOrEqual(messagesAtMost);
      expect(stretch.ceiling).toBe(shown.at(-1));
      for (const id of shown) read.add(id);
    }
    expect(read.size).toBe(many.length);

    while (!meets(stretch, newest)) {
      const before = shownOf(stretch.thread).at(-1) ?? '';
      stretch = withoutBeginning(await loadNewer(pages, 'c', stretch));
      const shown = shownOf(stretch.thread);
      expect(shown).toContain(before);
      expect(shown).toEqual(many.slice(many.indexOf(shown[0] ?? ''), many.indexOf(shown.at(-1) ?? '') + 1));
      expect(shown.length).toBeLessThanOrEqual(messagesAtMost);
    }
    const whole = newest.join(stretch.thread);
    const shown = shownOf(whole);
    expect(shown).toEqual(many.slice(-shown.length));
    expect(shown.length).toBeLessThanOrEqual(messagesAtMost + perPage);
  });

  it('is asked for again where it was let go', async () => {
    let newest = (await loadThread(pages, 'c', undefined)).newestPart(20);
    expect(shownOf(newest)).toEqual(many.slice(-20));
    newest = await loadOlder(pages, 'c', newest);
    expect(shownOf(newest)).toEqual(many.slice(-70));
  });

  it('does not lose what was heard of a message while others were loaded', async () => {
    const stretch = await loadAround(pages, 'c', many[1000] ?? '');
    const edited = { ...message(many[1000] ?? ''), editedAt: '2026-11-23T10:00:00.000Z' };
    const heard = { ...stretch, thread: stretch.thread.withMessage(edited) };
    const grown = freshened(await loadNewer(pages, 'c', stretch), heard);
    expect(grown.thread.messages.get(edited.id)?.editedAt).toBe(edited.editedAt);
    expect(shownOf(grown.thread)).toHaveLength(100);
  });
});
