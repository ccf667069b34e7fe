/** When a schedule is due next, after a moment. */
export type Schedule = (after: number) => number;

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `rate(5 minutes)` and `cron(0 10 * * ? *)` (UTC): https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
export function parseSchedule(expression: string, anchor: number): Schedule {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count !== undefined) {
    const period = Number(count) * (unitMs[unit] ?? 0);
    if (period === 0) throw new Error(`${expression} never comes`);
    return (after) => anchor + (Math.floor((after - anchor) / period) + 1) * period;
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields;
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek || !year || fields.length !== 6) {
    throw new Error(`The local stage does not know the schedule ${expression}`);
  }
  const fits = [
    field(minute, 0, 59),
    field(hour, 0, 23),
    field(dayOfMonth, 1, 31),
    field(month, 1, 12, ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']),
    field(dayOfWeek, 1, 7, ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']),
    field(year, 1970, 2199),
  ] as const;
  return (after) => {
    let at = (Math.floor(after / 60_000) + 1) * 60_000;
    const end = at + 366 * 86_400_000;
    while (at < end) {
      const date = new Date(at);
      const dayFits =
        fits[2](date.getUTCDate()) &&
        fits[3](date.getUTCMonth() + 1) &&
        fits[4](date.getUTCDay() + 1) &&
        fits[5](date.getUTCFullYear());
      if (!dayFits) at = Math.floor(at / 86_400_000 + 1) * 86_400_000;
      else if (!fits[1](date.getUTCHours())) at = Math.floor(at / 3_600_000 + 1) * 3_600_000;
      else if (!fits[0](date.getUTCMinutes())) at += 60_000;
      else return at;
    }
    return Number.POSITIVE_INFINITY;
  };
}

function field(text: string, low: number, high: number, names: readonly string[] = []): (value: number) => boolean {
  if (text === '*' || text === '?') return () => true;
  const numberOf = (part: string): number => {
    const named = names.indexOf(part.toUpperCase());
    const value = named >= 0 ? named + low : Number(part);
    if (!Number.isInteger(value) || value < low || value > high)
      throw new Error(`The local stage does not know "${part}" in a cron schedule`);
    return value;
  };
  const parts = text.split(',').map((part) => {
    const [range = '', step] = part.split('/');
    const [from = '', to] = range.split('-');
    const first = from === '*' ? low : numberOf(from);
    const last = to !== undefined ? numberOf(to) : step !== undefined || from === '*' ? high : first;
    return { first, last, step: step === undefined ? 1 : Number(step) };
  });
  return (value) => parts.some(({ first, last, step }) => value >= first && value <= last && (value - first) % step === 0);
}
