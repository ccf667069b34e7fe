import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byReadingOrder } from './order.ts';
import { idAt, message } from './test-messages.ts';

const base = 1_700_000_000_000;
const anyMessage = fc
  .record({
    ms: fc.integer({ min: 0, max: 4000 }),
    seq: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    tail: fc.stringMatching(/^[a-z]{8}$/),
  })
  .map(({ ms, seq, tail }) => {
    const at = seq === undefined ? base + ms : base + Math.floor(ms / 1000) * 1000;
    return message(idAt(at, tail), seq === undefined ? { direction: 'out' } : { seq });
  });

describe('reading order', () => {
  it('goes by arrival inside one second of inbound messages, not by the hash in their id', () => {
    const [first, second, later] = [
      message(idAt(base, 'zzzzzzzz'), { seq: 1 }),
      message(idAt(base, 'aaaaaaaa'), { seq: 2 }),
      message(idAt(base + 1000, 'mmmmmmmm'), { seq: 0 }),
    ];
    expect([later, second, first].toSorted(byReadingOrder)).toEqual([first, second, later]);
  });

  it('goes by time between seconds even when a late message has a high arrival number', () => {
    const [old, fresh] = [message(idAt(base - 5000), { seq: 99 }), message(idAt(base), { seq: 3 })];
    expect([fresh, old].toSorted(byReadingOrder)).toEqual([old, fresh]);
  });

  it('is one order: any three messages compare without a circle', () => {
    void fc.assert(
      fc.property(anyMessage, anyMessage, anyMessage, (a, b, c) => {
        expect(Math.sign(byReadingOrder(a, b))).toBe(-Math.sign(byReadingOrder(b, a)) + 0);
        if (byReadingOrder(a, b) <= 0 && byReadingOrder(b, c) <= 0) expect(byReadingOrder(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
