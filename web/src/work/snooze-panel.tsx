import { CalendarClock, Moon, Sunrise } from 'lucide-react';
import { useId, useState } from 'react';
import { useDesk, useFormats } from '../business/context.tsx';
import { instantOf, wallOf } from '../clock/zoned.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { longestMs, snoozeTimes } from './snooze-times.ts';
import type { PanelProps } from './work-bar.tsx';

export function SnoozePanel({ row, close }: PanelProps) {
  const { desk: words } = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const id = useId();
  const [now] = useState(() => desk.clock.now());
  const zone = desk.membership.business.timezone;
  const times = snoozeTimes(now, zone);
  const [picked, setPicked] = useState(() => wallOf(times.tomorrow ?? now, zone));
  const [wrong, setWrong] = useState(false);
  const until = (ms: number): void => {
    const instant = new Date(ms).toISOString();
    void desk.work.snooze(row, instant, (all) => all.desk.snoozedNow(formats.moment(instant, desk.clock.now())));
    close();
  };
  const choices = [
    { ms: times.later, name: words.snoozeLater, icon: Moon },
    { ms: times.tomorrow, name: words.snoozeTomorrow, icon: Sunrise },
    { ms: times.week, name: words.snoozeWeek, icon: CalendarClock },
  ];
  return (
    <div className="flex flex-col gap-2 p-2">
      <ul className="flex flex-col">
        {choices.map(({ ms, name, icon: Icon }) =>
          ms === undefined ? null : (
            <li key={name}>
              <button
                type="button"
                onClick={() => until(ms)}
                className="flex min-h-11 w-full items-center gap-3 rounded-xl px-3 text-start hover:bg-hover"
              >
                <Icon size={18} aria-hidden="true" className="shrink-0 text-accent" />
                <span className="grow">{name}</span>
                <span className="text-sm text-soft">{formats.moment(new Date(ms).toISOString(), now)}</span>
              </button>
            </li>
          ),
        )}
      </ul>
      <form
        noValidate
        className="flex flex-col gap-2 border-t border-line p-2 pt-3"
        onSubmit={(event) => {
          event.preventDefault();
          const ms = instantOf(picked, zone);
          const ahead = ms === undefined ? 0 : ms - desk.clock.now();
          if (ms === undefined || ahead <= 0 || ahead > longestMs) setWrong(true);
          else until(ms);
        }}
      >
        <label htmlFor={id} className="text-sm font-medium">
          {words.snoozePick}
        </label>
        <input
          id={id}
          type="datetime-local"
          min={wallOf(now, zone)}
          max={wallOf(now + longestMs, zone)}
          value={picked}
          aria-invalid={wrong || undefined}
          aria-describedby={`${id}-hint`}
          onInput={({ currentTarget }) => {
            setPicked(currentTarget.value);
            setWrong(false);
          }}
          className={`min-h-11 rounded-xl border bg-surface px-3 ${wrong ? 'border-danger' : 'border-edge'}`}
        />
        <p id={`${id}-hint`} role={wrong ? 'alert' : undefined} className={`text-sm ${wrong ? 'text-danger' : 'text-soft'}`}>
          {wrong ? words.snoozeWrong : words.snoozeHint}
        </p>
        <Button type="submit">{words.snoozeSet}</Button>
      </form>
    </div>
  );
}
