import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hours } from '../../../../contract/locale.ts';
import { crossesMidnight, forFields, inOrder, nextSpan, overlapping, sameEveryDay } from './hours.ts';

const span = (day: number, from: string, to: string) => ({ day, from, to });
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
const spans = fc.array(fc.record({ day: fc.integer({ min: 0, max: 6 }), from: time, to: fc.oneof(time, fc.constant('24:00')) }), {
  maxLength: 8,
});

describe('opening hours', () => {
  it('overlap exactly where the contract says so', () => {
    fc.assert(
      fc.property(spans, (hours) => {
        expect(overlapping(hours).length > 0).toBe(!Hours.safeParse(hours).success);
      }),
    );
  });

  it('mean the same in fields that end at 23:59', () => {
    fc.assert(
      fc.property(spans, (hours) => {
        expect(overlapping(forFields(hours)).length > 0).toBe(overlapping(hours).length > 0);
        expect(forFields(hours).some(({ from, to }) => from === '24:00' || to === '24:00')).toBe(false);
      }),
    );
    expect(forFields([span(6, '24:00', '03:00'), span(1, '20:00', '24:00')])).toEqual([
      span(0, '00:00', '03:00'),
      span(1, '20:00', '00:00'),
    ]);
  });

  it('name the spans that overlap, over midnight and over the end of the week', () => {
    expect(overlapping([span(1, '22:00', '02:00'), span(2, '01:00', '05:00'), span(3, '09:00', '17:00')])).toEqual([0, 1]);
    expect(overlapping([span(6, '22:00', '02:00'), span(0, '01:30', '05:00')])).toEqual([0, 1]);
    expect(overlapping([span(6, '22:00', '02:00'), span(0, '02:00', '05:00')])).toEqual([]);
    expect(overlapping([span(1, '00:00', '00:00')])).toEqual([]);
  });

  it('cross midnight when they close at or before they open', () => {
    expect([span(1, '22:00', '02:00'), span(1, '10:00', '10:00'), span(1, '09:00', '17:00')].map(crossesMidnight)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('propose a span that fits, and none on a full day', () => {
    expect(nextSpan([], 1)).toEqual(span(1, '09:00', '17:00'));
    expect(nextSpan([span(1, '09:00', '12:00')], 1)).toEqual(span(1, '13:00', '16:00'));
    expect(nextSpan([span(1, '18:00', '02:00')], 1)).toBeUndefined();
    fc.assert(
      fc.property(
        spans.filter((hours) => overlapping(hours).length === 0),
        fc.integer({ min: 0, max: 6 }),
        (hours, day) => {
          const onDay = hours.filter((one) => one.day === day);
          const next = nextSpan(onDay, day);
          if (next) expect(overlapping([...onDay, next])).toEqual([]);
        },
      ),
    );
  });

  it('are copied to every day and kept in one order', () => {
    const copied = sameEveryDay([span(2, '09:00', '12:00'), span(3, '10:00', '11:00')], 2);
    expect(copied).toHaveLength(7);
    expect(new Set(copied.map(({ day }) => day)).size).toBe(7);
    expect(
      inOrder([span(3, '10:00', '11:00'), span(1, '12:00', '13:00'), span(1, '09:00', '11:00')]).map(({ from }) => from),
    ).toEqual(['09:00', '12:00', '10:00']);
  });
});
