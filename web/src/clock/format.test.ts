import { describe, expect, it } from 'vitest';
import { formatsFor } from './format.ts';
import { ServerClock } from './server-clock.ts';

const now = Date.parse('2026-11-23T22:30:00.000Z');

describe('times', () => {
  it('are those of the business, not of the machine', () => {
    const at = '2026-11-23T22:15:00.000Z';
    expect(formatsFor('en', 'Asia/Beirut').time(at)).toBe('00:15');
    expect(formatsFor('en', 'Europe/Istanbul').time(at)).toBe('01:15');
    expect(formatsFor('en', 'Asia/Beirut').dayKey(at)).toBe('2026-11-24');
    expect(formatsFor('en', 'UTC').dayKey(at)).toBe('2026-11-23');
  });

  it('name today, yesterday and days of the last week by the calendar of the business', () => {
    const beirut = formatsFor('en', 'Asia/Beirut');
    expect(beirut.day('2026-11-23T22:15:00.000Z', now)).toBe('Today');
    expect(beirut.day('2026-11-23T21:45:00.000Z', now)).toBe('Yesterday');
    expect(beirut.day('2026-11-20T12:00:00.000Z', now)).toBe('Friday');
    expect(beirut.day('2026-11-01T12:00:00.000Z', now)).toBe('1 November 2026');
    expect(beirut.listed('2026-11-23T22:15:00.000Z', now)).toBe('00:15');
    expect(beirut.listed('2026-11-01T12:00:00.000Z', now)).toBe('01/11/26');
  });

  it('turn to the next day at the quarter of an hour at which it begins', () => {
    const kathmandu = formatsFor('en', 'Asia/Kathmandu');
    expect(kathmandu.dayKey('2026-11-23T18:14:59.999Z')).toBe('2026-11-23');
    expect(kathmandu.dayKey('2026-11-23T18:15:00.000Z')).toBe('2026-11-24');
    expect(kathmandu.dayKey('2026-11-23T18:14:59.999Z')).toBe('2026-11-23');
  });

  it('are made once for a language and a time zone', () => {
    expect(formatsFor('en', 'Asia/Beirut')).toBe(formatsFor('en', 'Asia/Beirut'));
    expect(formatsFor('en', 'Asia/Beirut')).not.toBe(formatsFor('ar', 'Asia/Beirut'));
  });

  it('keep the day across a change of the clocks', () => {
    const berlin = formatsFor('en', 'Europe/Berlin');
    expect(berlin.day('2026-10-24T22:30:00.000Z', Date.parse('2026-10-25T22:30:00.000Z'))).toBe('Today');
    expect(berlin.day('2026-10-24T21:30:00.000Z', Date.parse('2026-10-25T23:30:00.000Z'))).toBe('Saturday');
  });

  it('speak Arabic with the digits that phone numbers are written in', () => {
    const arabic = formatsFor('ar', 'Asia/Beirut');
    expect(arabic.day('2026-11-23T22:15:00.000Z', now)).toBe('اليوم');
    expect(arabic.time('2026-11-23T13:05:00.000Z')).toMatch(/3:05/);
  });

  it('count down in hours and minutes, never to nothing', () => {
    const { duration } = formatsFor('en', 'UTC');
    expect(duration(3 * 3_600_000 + 12 * 60_000)).toMatch(/^3 hrs? 12 mins?$/);
    expect(duration(59_000)).toMatch(/^1 min$/);
    expect(duration(1)).toMatch(/^1 min$/);
  });
});

describe('the clock of the server', () => {
  it('corrects a clock that is wrong by hours, from the middle of the request', () => {
    let own = 1_000_000;
    const clock = new ServerClock(() => own);
    own = 1_000_200;
    clock.learn(new Date(9_000_100).toISOString(), 1_000_000);
    expect(clock.now()).toBe(9_000_200);
    own = 1_000_700;
    expect(clock.now()).toBe(9_000_700);
  });

  it('believes the quickest answer, until one shows that it is wrong', () => {
    let own = 1_000_000;
    const clock = new ServerClock(() => own);
    const answered = (server: number, after: number): void => {
      const asked = own;
      own += after;
      clock.learn(new Date(server).toISOString(), asked);
    };
    answered(9_000_010, 20);
    expect(clock.now() - own).toBe(8_000_000);
    // Made at once, and three seconds on its way back.
    answered(9_000_025, 3000);
    expect(clock.now() - own).toBe(8_000_000);
    // The clock in somebody's hand was put forward by a minute.
    own += 60_000;
    answered(own + 7_940_500, 1000);
    expect(clock.now() - own).toBe(7_940_000);
  });

  it('ignores an answer it cannot read', () => {
    const clock = new ServerClock(() => 5);
    clock.learn('yesterday', 0);
    expect(clock.now()).toBe(5);
  });
});
