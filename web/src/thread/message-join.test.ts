import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Message, rankOf, type Status, statuses } from '../../../contract/message.ts';
import { joinMessages, rank, withStatus } from './message-join.ts';
import { idAt, message } from './test-messages.ts';

const id = idAt(1_700_000_000_000);
const at = (second: number): string => new Date(1_700_000_000_000 + second * 1000).toISOString();
const out = (status: Status, second: number): Message =>
  message(id, { direction: 'out', status, statusAt: { [status]: at(second) } });

describe('a message out of two copies', () => {
  it('ranks statuses as the contract does', () => {
    expect(Object.keys(rank).toSorted()).toEqual([...statuses].toSorted());
    for (const status of statuses) expect(rank[status], status).toBe(rankOf(status));
  });

  it('never goes back to an earlier status, whatever comes in which order', () => {
    void fc.assert(
      fc.property(fc.array(fc.constantFrom(...statuses), { minLength: 1, maxLength: 12 }), (seen) => {
        let known = out('queued', 0);
        for (const [index, status] of seen.entries()) {
          const before = known.status;
          known = withStatus(known, { status, at: at(index) });
          expect(rankOf(known.status ?? 'queued')).toBeGreaterThanOrEqual(rankOf(before ?? 'queued'));
        }
        expect(rankOf(known.status ?? 'queued')).toBe(Math.max(...seen.map(rankOf), 0));
      }),
    );
  });

  it('drops the failure when a late delivery overtakes it, and keeps it when it was repeated without its reason', () => {
    const failure = { code: '131026', title: 'Undeliverable', advice: 'Ask for another number' };
    const failed = withStatus(out('sent', 0), { status: 'failed', at: at(1), failure });
    expect(failed.failure).toEqual(failure);
    expect(withStatus(failed, { status: 'failed', at: at(2) }).failure).toEqual(failure);
    expect(withStatus(failed, { status: 'delivered', at: at(2) })).not.toHaveProperty('failure');
    expect(withStatus(failed, { status: 'sent', at: at(2) }).status).toBe('failed');
  });

  it('keeps every instant a status was reached at, the earliest of two', () => {
    const joined = joinMessages(out('delivered', 5), joinMessages(out('sent', 3), out('sent', 2)));
    expect(joined.statusAt).toEqual({ sent: at(2), delivered: at(5) });
  });

  it('keeps a deletion against a copy that does not know of it yet', () => {
    const gone = message(id, { deletedAt: at(3), content: { kind: 'text', text: '' } });
    for (const joined of [joinMessages(gone, message(id)), joinMessages(message(id), gone)]) {
      expect(joined.deletedAt).toBe(at(3));
      expect(joined.content).toEqual({ kind: 'text', text: '' });
    }
  });

  it('keeps a suggestion dropped, whatever comes in which order', () => {
    const suggested = (dropped: boolean): Message =>
      message(id, {
        direction: 'note',
        content: { kind: 'work', event: 'suggested', text: 'It is 50 USD.', ...(dropped && { dropped }) },
      });
    for (const [a, b] of [
      [true, false],
      [false, true],
    ] as const) {
      expect(joinMessages(suggested(a), suggested(b)).content).toMatchObject({ dropped: true });
    }
  });

  it('takes the newest transcript, whatever comes in which order, and none of a deleted message', () => {
    const spoken = (revision: number): Message => message(id, { transcript: { revision, state: 'done', text: `${revision}` } });
    expect(joinMessages(spoken(1), spoken(2)).transcript?.revision).toBe(2);
    expect(joinMessages(spoken(2), spoken(1)).transcript?.revision).toBe(2);
    expect(joinMessages(spoken(2), message(id)).transcript?.revision).toBe(2);
    expect(joinMessages(message(id), spoken(2)).transcript?.revision).toBe(2);
    expect(joinMessages(spoken(2), message(id, { deletedAt: at(1) }))).not.toHaveProperty('transcript');
  });

  it('takes what was heard last of a file', () => {
    const withFile = (revision: number): Message =>
      message(id, { file: { revision, state: revision > 1 ? 'stored' : 'fetching' } });
    for (const [a, b] of [
      [withFile(1), withFile(2)] as const,
      [withFile(2), withFile(1)] as const,
      [withFile(2), message(id)] as const,
    ]) {
      expect(joinMessages(a, b).file?.state).toBe('stored');
    }
  });

  it('takes the newest edit', () => {
    const edit = (second: number) => message(id, { editedAt: at(second), content: { kind: 'text', text: `edit ${second}` } });
    for (const [a, b] of [[edit(1), edit(2)] as const, [edit(2), edit(1)] as const, [message(id), edit(2)] as const]) {
      expect(joinMessages(a, b).content).toEqual({ kind: 'text', text: 'edit 2' });
    }
  });

  it('takes a reaction away with the copy that no longer has it, and keeps the newest of each person', () => {
    const by = (who: string, emoji: string, second: number) => ({ by: who, emoji, at: at(second) });
    const liked = message(id, { reactions: [by('x', '👍', 1), by('y', '🙏', 1)] });
    const taken = message(id, { reactions: [by('y', '🙏', 1)] });
    expect(joinMessages(liked, taken).reactions).toEqual([by('y', '🙏', 1)]);
    const changed = message(id, { reactions: [by('x', '❤️', 2), by('y', '🙏', 1)] });
    for (const joined of [joinMessages(liked, changed), joinMessages(changed, liked)]) {
      expect(joined.reactions).toEqual([by('x', '❤️', 2), by('y', '🙏', 1)]);
    }
  });

  it('answers the very same object when nothing is new, so that nothing is drawn again', () => {
    const known = out('read', 1);
    expect(joinMessages(known, { ...known })).toBe(known);
    expect(withStatus(known, { status: 'sent', at: at(0) })).not.toBe(known);
    expect(withStatus(known, { status: 'read', at: at(1) })).toBe(known);
  });
});
