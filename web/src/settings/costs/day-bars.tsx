import type { Costs } from '../../../../contract/assistant.ts';
import { useLocale } from '../../i18n/language.ts';
import { useCostsWords } from '../assistant/words.ts';
import { Panel } from '../kit/page.tsx';
import { money } from './money.ts';

/** What each day cost: a row for each, as long as its share of the dearest one. */
export function DayBars({ days, month }: { days: Costs['days']; month: string }) {
  const words = useCostsWords();
  const locale = useLocale();
  const date = new Intl.DateTimeFormat(locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  const most = Math.max(1, ...days.map(({ micros }) => micros));
  return (
    <Panel title={words.byDay}>
      <table className="w-full text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">{words.day}</th>
            <th scope="col">{words.cost}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, micros }) => (
            <tr key={day}>
              <th scope="row" className="w-16 py-1 pe-3 text-start font-normal whitespace-nowrap text-soft">
                {date.format(new Date(`${month}-${String(day).padStart(2, '0')}T00:00:00Z`))}
              </th>
              <td className="py-1">
                <span className="flex items-center gap-3">
                  <span aria-hidden="true" className="h-3 grow overflow-hidden rounded-full bg-line">
                    <span className="block h-full rounded-full bg-accent" style={{ inlineSize: `${(micros / most) * 100}%` }} />
                  </span>
                  <bdi className="w-20 shrink-0 text-end tabular-nums">{money(micros)}</bdi>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
