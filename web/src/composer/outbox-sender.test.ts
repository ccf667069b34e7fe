import { describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../../contract/problem.ts';
import { problems } from '../../../contract/problem.ts';
import { Refused, Unreachable } from '../api/client.ts';
import { memoryStorage } from '../session/test-storage.ts';
import { message } from '../thread/test-messages.ts';
import { messageIdOf } from './client-id.ts';
import { Outbox, type OutboxEntry } from './outbox.ts';
import { OutboxSender, staleAfterMs } from './outbox-sender.ts';

type Answer = 'ok' | 'lost' | ProblemCode;
const uuid = (n: number): string => `019ab000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const refused = (code: ProblemCode): Refused => new Refused(problems[code].status, { title: code, detail: 'why' }, code);

/** A sender whose API answers as listed, then well; `lost` answers arrived, only the answer did not. */
function desk(answers: Answer[], storage = memoryStorage()) {
  const outbox = new Outbox(storage, 'b');
  const arrived: string[] = [];
  const sent: string[] = [];
  const verdicts: ('window-closed' | 'too-late' | 'lost' | undefined)[] = [];
  let minted = 100;
  let now = 1_000_000;
  const pauses: number[] = [];
  const waiting: (() => void)[] = [];
  const sender = new OutboxSender({
    outbox,
    send: async (entry) => {
      const answer = answers.shift() ?? 'ok';
      if (answer === 'lost') {
        arrived.push(entry.clientId);
        throw new Unreachable('no answer');
      }
      if (answer !== 'ok') throw refused(answer);
      arrived.push(entry.clientId);
      return message(messageIdOf(entry.clientId), { direction: 'out', content: { kind: 'text', text: entry.text } });
    },
    sent: ({ id }) => sent.push(id),
    stillFits: async () => {
      const verdict = verdicts.shift();
      if (verdict === 'lost') throw new Unreachable('no answer');
      return verdict;
    },
    newClientId: () => uuid(minted++),
    now: () => now,
    exclusively: (_, work) => work(),
    wait: (ms, signal) => {
      pauses.push(ms);
      return new Promise((resolve) => {
        waiting.push(resolve);
        signal.addEventListener('abort', () => resolve());
      });
    },
    random: () => 1,
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      waiting.shift()?.();
    }
  };
  const say = (n: number, over: Partial<OutboxEntry> = {}): void =>
    outbox.put({ clientId: uuid(n), conversationId: 'c', text: `text ${n}`, pressedAt: now, state: 'waiting', ...over });
  return { outbox, sender, arrived, sent, verdicts, pauses, storage, settle, say, at: (ms: number) => (now = ms) };
}

describe('sending what waits', () => {
  it('sends in the order of typing and forgets what the API has', async () => {
    const { outbox, sender, arrived, sent, settle, say } = desk([]);
    for (const n of [1, 2, 3]) say(n);
    sender.kick();
    sender.kick();
    await settle();
    expect(arrived).toEqual([uuid(1), uuid(2), uuid(3)]);
    expect(sent).toEqual([1, 2, 3].map((n) => messageIdOf(uuid(n))));
    expect(outbox.entries.get()).toEqual([]);
  });

  it('repeats with the same id when the answer was lost, holds back what was typed later, and waits longer each time', async () => {
    const { sender, arrived, pauses, settle, say } = desk(['lost', 'lost', 'internal']);
    say(1);
    say(2);
    sender.kick();
    await settle();
    expect(arrived).toEqual([uuid(1), uuid(1), uuid(1), uuid(2)]);
    expect(pauses).toEqual([1000, 2000, 4000]);
  });

  it('takes a new id when the old one has expired, but not for ever', async () => {
    const { outbox, sender, arrived, settle, say } = desk(['client-id-expired']);
    say(1);
    sender.kick();
    await settle();
    expect(arrived).toEqual([uuid(100)]);
    expect(outbox.entries.get()).toEqual([]);

    const wrong = desk(Array.from({ length: 9 }, () => 'client-id-expired' as const));
    wrong.say(1);
    wrong.sender.kick();
    await wrong.settle();
    expect(wrong.outbox.entries.get()).toMatchObject([{ state: 'failed', reason: 'client-id-expired' }]);
  });

  it('keeps a refused message with its reason and goes on with the next', async () => {
    const { outbox, sender, arrived, settle, say } = desk(['window-closed']);
    say(1);
    say(2);
    sender.kick();
    await settle();
    expect(arrived).toEqual([uuid(2)]);
    expect(outbox.entries.get()).toMatchObject([{ clientId: uuid(1), state: 'failed', reason: 'window-closed', detail: 'why' }]);
  });

  it('tries again with the same id when asked to, because the first try may have arrived', async () => {
    const { outbox, sender, arrived, settle, say } = desk(['window-closed']);
    say(1);
    sender.kick();
    await settle();
    sender.retry(uuid(1));
    await settle();
    expect(arrived).toEqual([uuid(1)]);
    expect(outbox.entries.get()).toEqual([]);
  });

  it('takes a new id on retry only where the old one belongs to another message', async () => {
    const { sender, arrived, settle, say } = desk(['client-id-reused']);
    say(1);
    sender.kick();
    await settle();
    sender.retry(uuid(1));
    await settle();
    expect(arrived).toEqual([uuid(100)]);
  });

  it('sends what has waited for long, in order, only where it still fits: of the rest a person decides', async () => {
    const { outbox, sender, arrived, verdicts, settle, say, at } = desk([]);
    for (const n of [1, 2, 3, 4]) say(n);
    verdicts.push('lost', undefined, 'window-closed', 'too-late', undefined);
    at(1_000_000 + staleAfterMs + 1);
    sender.kick();
    await settle();
    expect(arrived).toEqual([uuid(1), uuid(4)]);
    expect(outbox.entries.get()).toMatchObject([
      { clientId: uuid(2), state: 'failed', reason: 'window-closed' },
      { clientId: uuid(3), state: 'failed', reason: 'too-late' },
    ]);
  });

  it('does not ask whether what was just written still fits', async () => {
    const { sender, arrived, verdicts, settle, say, at } = desk([]);
    say(1);
    verdicts.push('too-late');
    at(1_000_000 + staleAfterMs);
    sender.kick();
    await settle();
    expect(arrived).toEqual([uuid(1)]);
  });

  it('waits while signed out instead of giving up', async () => {
    const { outbox, sender, arrived, settle, say } = desk(['signed-out', 'session-expired']);
    say(1);
    sender.kick();
    await settle();
    expect(arrived).toEqual([uuid(1)]);
    expect(outbox.entries.get()).toEqual([]);
  });
});

describe('the outbox', () => {
  it('survives a reload and agrees with the other tab', () => {
    const { outbox, storage, say } = desk([]);
    const other = new Outbox(storage, 'b');
    say(1);
    expect(new Outbox(storage, 'b').entries.get()).toEqual(outbox.entries.get());
    other.remove(uuid(1));
    outbox.reload();
    expect(outbox.entries.get()).toEqual([]);
  });

  it('takes back what its storage has lost, in the order of typing, and nothing twice', () => {
    const { outbox, storage, say } = desk([]);
    say(1, { pressedAt: 10 });
    say(2, { pressedAt: 20 });
    const kept = outbox.entries.get();
    outbox.remove(uuid(1));
    const other = new Outbox(storage, 'b');
    other.restore([...kept, { clientId: 3 }]);
    expect(other.entries.get().map(({ clientId }) => clientId)).toEqual([uuid(1), uuid(2)]);
    expect(new Outbox(storage, 'b').entries.get()).toEqual(other.entries.get());
  });

  it('writes nothing any more once its person has left', () => {
    const { outbox, storage, say } = desk([]);
    outbox.close();
    say(1);
    expect(storage.length).toBe(0);
  });

  it('keeps businesses apart and reads nothing that is not an entry', () => {
    const { storage, say } = desk([]);
    say(1);
    expect(new Outbox(storage, 'other').entries.get()).toEqual([]);
    storage.setItem('frontdesk:mine:outbox:b', '[{"clientId":1},null,7]');
    expect(new Outbox(storage, 'b').entries.get()).toEqual([]);
    storage.setItem('frontdesk:mine:outbox:b', '{broken');
    expect(new Outbox(storage, 'b').entries.get()).toEqual([]);
  });

  it('goes on from memory when the storage is full', () => {
    const storage = memoryStorage();
    storage.setItem = () => {
      throw new Error('QuotaExceededError');
    };
    const { outbox, say } = desk([], storage);
    say(1);
    expect(outbox.entries.get()).toHaveLength(1);
  });
});
