import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Message, rankOf, statuses } from '../../../contract/message.ts';
import { idAt, message } from './test-messages.ts';
import { Thread } from './thread-state.ts';

const base = 1_700_000_000_000;
const at = (step: number): string => new Date(base + step * 1000).toISOString();

interface Pushed {
  readonly apply: (thread: Thread) => Thread;
}

/** What the server's table goes through, and what it could tell of it at each moment: pages, pushes, statuses alone. */
function history(steps: readonly number[]): { truth: Map<string, Message>; told: Pushed[] } {
  const truth = new Map<string, Message>();
  const told: Pushed[] = [];
  for (const [step, choice] of steps.entries()) {
    const known = [...truth.values()];
    const target = known[choice % Math.max(known.length, 1)];
    const change: (() => Message) | undefined = (
      [
        () => message(idAt(base + step * 1000, `in${String(choice).padStart(8, '0')}`), { seq: step }),
        () =>
          message(idAt(base + step * 1000 + 7, `out${String(choice).padStart(8, '0')}`), {
            direction: 'out',
            status: 'queued',
            statusAt: { queued: at(step) },
          }),
        target && (() => forward(target, step)),
        target && (() => forward(target, step)),
        target && (() => ({ ...target, reactions: choice % 2 ? [{ by: 'x', emoji: '👍', at: at(step) }] : [] })),
        target &&
          !target.deletedAt &&
          (() => ({ ...target, editedAt: at(step), content: { kind: 'text', text: `edit ${step}` } })),
        target && (() => ({ ...target, deletedAt: target.deletedAt ?? at(step), content: { kind: 'text', text: '' } })),
      ] as ((() => Message) | undefined)[]
    )[choice % 7];
    if (!change) continue;
    const now = change();
    const statusOnly = now.status !== undefined && now.status !== truth.get(now.id)?.status && truth.has(now.id);
    truth.set(now.id, now);
    told.push({ apply: (thread) => thread.withMessage(now) });
    if (statusOnly) {
      const { status = 'queued' } = now;
      told.push({ apply: (thread) => thread.withStatus(now.id, { status, at: at(step) }) });
    }
    const page = [...truth.values()];
    told.push({ apply: (thread) => thread.join(Thread.ofPage(page, choice % 2 === 0)) });
  }
  return { truth, told };
}

function forward(target: Message, step: number): Message {
  if (target.direction !== 'out' || target.deletedAt) return target;
  const next = statuses[Math.min(rankOf(target.status ?? 'queued') + 1, statuses.length - 1)] ?? 'played';
  return next === target.status ? target : { ...target, status: next, statusAt: { ...target.statusAt, [next]: at(step) } };
}

/** Reactions follow the copy that came last, not a rule of their own (see `joinReactions`). */
const withoutReactions = (messages: readonly Message[]): Message[] => messages.map((one) => ({ ...one, reactions: [] }));

const byId = (messages: Iterable<Message>): Message[] => [...messages].toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe('a thread', () => {
  it('ends in the state of the server, however what it told is ordered, repeated or lost, once the last page came', () => {
    void fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 25 }),
        fc.array(fc.nat(10_000), { maxLength: 120 }),
        (steps, picks) => {
          const { truth, told } = history(steps);
          if (told.length === 0) return;
          let thread = new Thread();
          for (const pick of picks) thread = (told[pick % told.length] ?? told[0])?.apply(thread) ?? thread;
          thread = thread.join(Thread.ofPage([...truth.values()], false));
          expect(byId(thread.messages.values())).toEqual(byId(truth.values()));
          expect(thread.floor).toBe('beginning');
          expect(thread.early.size).toBe(0);
        },
      ),
    );
  });

  it('joins in any order and any number of times to the same', () => {
    void fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 15 }), fc.nat(1000), (steps, seed) => {
        const { told } = history(steps);
        const shuffled = told.toSorted(
          (a, b) => ((told.indexOf(a) * 7919 + seed) % 101) - ((told.indexOf(b) * 7919 + seed) % 101),
        );
        const [one, other] = [told, [...shuffled, ...told]].map((list) =>
          list.reduce((thread, { apply }) => apply(thread), new Thread()),
        );
        expect(withoutReactions(byId(other?.messages.values() ?? []))).toEqual(
          withoutReactions(byId(one?.messages.values() ?? [])),
        );
        expect(other?.floor).toEqual(one?.floor);
      }),
    );
  });

  it('keeps a status that was faster than its message', () => {
    const id = idAt(base);
    const thread = new Thread()
      .withStatus(id, { status: 'delivered', at: at(2) })
      .withStatus(id, { status: 'sent', at: at(1) })
      .withMessage(message(id, { direction: 'out', status: 'queued', statusAt: { queued: at(0) } }));
    expect(thread.messages.get(id)?.status).toBe('delivered');
    expect(thread.early.size).toBe(0);
  });

  it('does not show what lies above the hole until the page between has come', () => {
    const [old, middle, fresh] = [1, 2, 3].map((step) => message(idAt(base + step * 1000)));
    if (!old || !middle || !fresh) throw new Error('three were made');
    const thread = Thread.ofPage([fresh], true).withMessage(old);
    expect(thread.shown()).toEqual([fresh]);
    expect(thread.join(Thread.ofPage([old, middle], false, fresh.id)).shown()).toEqual([old, middle, fresh]);
  });

  it('shows nothing before the first page, and is the same object when nothing is new', () => {
    const pushed = new Thread().withMessage(message(idAt(base)));
    expect(pushed.shown()).toEqual([]);
    expect(pushed.withMessage(message(idAt(base)))).toBe(pushed);
  });
});

describe('the newest part of a thread', () => {
  const all = Array.from({ length: 10 }, (_, step) => message(idAt(base + step * 1000)));
  const ids = (thread: Thread): string[] => thread.shown().map(({ id }) => String(id));

  it('goes on where it ends, and the thread is itself when there is no more', () => {
    const thread = Thread.ofPage(all, false);
    const part = thread.newestPart(4);
    expect(ids(part)).toEqual(all.slice(6).map(({ id }) => id));
    expect(part.floor).toEqual({ id: all[6]?.id });
    expect(part.join(Thread.ofPage(all.slice(0, 6), false, all[6]?.id)).floor).toBe('beginning');
    expect(thread.newestPart(10)).toBe(thread);
    expect(part.newestPart(4)).toBe(part);
  });

  it('reaches back to the last page: what was pushed since may lack something before it', () => {
    let thread = Thread.ofPage(all.slice(0, 5), false);
    for (const pushed of all.slice(5)) thread = thread.withMessage(pushed);
    expect(ids(thread.newestPart(2))).toEqual(all.slice(4).map(({ id }) => id));
  });

  it('keeps nothing of what stands above a hole', () => {
    const [old, ...later] = all;
    if (!old) throw new Error('ten were made');
    const part = Thread.ofPage(later, true).withMessage(old).newestPart(3);
    expect(part.messages.size).toBe(3);
  });
});

describe('a quoted message', () => {
  it('may be one of ours whose provider id was never pushed', () => {
    const ours = message(idAt(base), { direction: 'out', status: 'sent' });
    const thread = Thread.ofPage([ours, message(idAt(base + 1), { providerId: 'theirs' })], false);
    expect(thread.mayHold('unknown')).toBe(true);
    expect(thread.mayHold('theirs')).toBe(false);
    expect(thread.withMessage({ ...ours, providerId: 'ours' }).mayHold('unknown')).toBe(false);
  });
});
