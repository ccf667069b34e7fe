import { Copy, Plus, X } from 'lucide-react';
import { useId } from 'react';
import type { OpeningHours } from '../../../../contract/locale.ts';
import { Button, IconButton } from '../../look/button.tsx';
import { Panel } from '../kit/page.tsx';
import { crossesMidnight, nextSpan, overlapping, sameEveryDay, weekdays } from './hours.ts';
import { useNames } from './names.ts';
import { useBusinessWords } from './words.ts';

interface HoursEditorProps {
  readonly value: readonly OpeningHours[];
  readonly change: (hours: OpeningHours[]) => void;
  readonly error: string | undefined;
}

export function HoursEditor({ value, change, error }: HoursEditorProps) {
  const words = useBusinessWords();
  const id = useId();
  const wrong = new Set(overlapping(value));
  return (
    <Panel title={words.hours} hint={words.hoursHint}>
      <ul className="flex flex-col divide-y divide-line" aria-describedby={error ? `${id}-told` : undefined}>
        {weekdays.map((day) => (
          <Day key={day} day={day} value={value} wrong={wrong} change={change} />
        ))}
      </ul>
      {error ? (
        <p id={`${id}-told`} className="text-sm text-danger">
          {error}
        </p>
      ) : null}
    </Panel>
  );
}

function Day({ day, value, wrong, change }: Omit<HoursEditorProps, 'error'> & { day: number; wrong: ReadonlySet<number> }) {
  const words = useBusinessWords();
  const name = useNames().weekday(day);
  const spans = value.flatMap((span, index) => (span.day === day ? [{ span, index }] : []));
  const next = nextSpan(value, day);
  const edit = (index: number, part: Partial<OpeningHours>): void =>
    change(value.map((span, at) => (at === index ? { ...span, ...part } : span)));
  return (
    <li className="grid gap-x-4 gap-y-2 py-3 sm:grid-cols-[6.5rem_1fr_auto]">
      <h3 className="pt-2 font-medium">{name}</h3>
      <div className="flex flex-col gap-2">
        {spans.length === 0 ? <p className="pt-2 text-soft">{words.closed}</p> : null}
        {spans.map(({ span, index }) => (
          <div key={index}>
            <div className="flex items-center gap-1.5">
              <Time
                label={words.opens(name)}
                value={span.from}
                wrong={wrong.has(index)}
                change={(from) => edit(index, { from })}
              />
              <span aria-hidden="true" className="text-soft max-sm:hidden">
                {words.to}
              </span>
              <Time label={words.closes(name)} value={span.to} wrong={wrong.has(index)} change={(to) => edit(index, { to })} />
              <IconButton
                label={words.removeHours(name, `${span.from}–${span.to}`)}
                onClick={() => change(value.filter((_, at) => at !== index))}
              >
                <X size={18} aria-hidden="true" />
              </IconButton>
            </div>
            {crossesMidnight(span) || wrong.has(index) ? (
              <p className="flex gap-3 text-sm">
                {crossesMidnight(span) ? <span className="text-soft">{words.untilNextDay(span.to)}</span> : null}
                {wrong.has(index) ? <span className="text-danger">{words.overlaps}</span> : null}
              </p>
            ) : null}
          </div>
        ))}
      </div>
      <div className="flex items-start gap-1">
        {next ? (
          <Button className="px-3 text-sm" aria-label={words.addHoursOn(name)} onClick={() => change([...value, next])}>
            <Plus size={16} aria-hidden="true" />
            {words.addHours}
          </Button>
        ) : null}
        {spans.length > 0 ? (
          <IconButton label={words.copyHoursOf(name)} onClick={() => change(sameEveryDay(value, day))}>
            <Copy size={18} aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
    </li>
  );
}

function Time({
  label,
  value,
  wrong,
  change,
}: {
  label: string;
  value: string;
  wrong: boolean;
  change: (value: string) => void;
}) {
  return (
    <input
      type="time"
      aria-label={label}
      aria-invalid={wrong || undefined}
      required
      value={value}
      // A field that is being cleared has no time yet: what was there counts until a new one is whole.
      onChange={({ currentTarget }) => currentTarget.value !== '' && change(currentTarget.value)}
      className={`min-h-11 min-w-0 flex-1 rounded-xl border bg-raised px-2 text-sm tabular-nums ${wrong ? 'border-danger' : 'border-edge'}`}
    />
  );
}
