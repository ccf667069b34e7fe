import { useState } from 'react';
import { Link } from 'wouter';
import type { Costs } from '../../../../contract/assistant.ts';
import { useFormats } from '../../business/context.tsx';
import { Empty } from '../../look/notice.tsx';
import { cleanName } from '../../thread/clean.ts';
import { useCostsWords } from '../assistant/words.ts';
import { useBase, useMembership } from '../here.ts';
import { BareSelect } from '../kit/choice.tsx';
import { Note, Page, Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useMonth } from '../month.ts';
import { useCosts } from '../read.ts';
import { useSettingsWords } from '../words.ts';
import { BudgetMeter } from './budget-meter.tsx';
import { DayBars } from './day-bars.tsx';
import { money } from './money.ts';

/** This month (UTC) and the eleven before it, newest first. */
function lastMonths(now: number): string[] {
  const date = new Date(now);
  return Array.from({ length: 12 }, (_, back) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  );
}

/** What models and transcription cost in a month. */
export function CostsPage() {
  const words = useCostsWords();
  const settings = useSettingsWords();
  const base = useBase();
  const named = useMonth();
  const [months] = useState(() => lastMonths(Date.now()));
  const [month, setMonth] = useState(months[0]);
  const query = useCosts(month);
  const choice = (
    <div className="w-full sm:w-56">
      <BareSelect aria-label={words.month} value={month} onChange={({ currentTarget }) => setMonth(currentTarget.value)}>
        {months.map((one) => (
          <option key={one} value={one}>
            {named(one)}
          </option>
        ))}
      </BareSelect>
    </div>
  );
  return (
    <Page title={words.title} hint={words.long} up={{ href: base, label: settings.title }} actions={choice}>
      <View query={query} skeleton={<Skeleton rows={3} height="h-40" />}>
        {(costs) => <Known costs={costs} />}
      </View>
    </Page>
  );
}

function Known({ costs }: { costs: Costs }) {
  const words = useCostsWords();
  return (
    <>
      <Panel title={words.total}>
        <p className="text-3xl font-semibold tabular-nums">
          <bdi>{money(costs.total.micros)}</bdi>
        </p>
        <BudgetMeter budget={costs.budget} />
      </Panel>
      {costs.total.entries === 0 ? (
        <Empty title={words.nothing} />
      ) : (
        <>
          <Kinds costs={costs} />
          <DayBars days={costs.days} month={costs.month} />
          <Top costs={costs} />
        </>
      )}
      <Note>{words.utc}</Note>
    </>
  );
}

const cell = 'py-2 pe-4 text-start align-top last:pe-0 last:text-end';

function Kinds({ costs }: { costs: Costs }) {
  const words = useCostsWords();
  const formats = useFormats();
  const amount = ({ kind, tokensIn, tokensOut, seconds }: Costs['kinds'][number]): string =>
    kind === 'model'
      ? words.tokens(formats.number(tokensIn), formats.number(tokensOut))
      : words.minutes(formats.number(Math.round(seconds / 6) / 10));
  return (
    <Panel title={words.byKind}>
      <table className="w-full text-sm">
        <thead className="text-soft">
          <tr>
            <th scope="col" className={cell}>
              {words.kind}
            </th>
            <th scope="col" className={cell}>
              {words.count}
            </th>
            <th scope="col" className={cell}>
              {words.amount}
            </th>
            <th scope="col" className={cell}>
              {words.cost}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {costs.kinds.map((one) => (
            <tr key={one.kind}>
              <th scope="row" className={`${cell} font-medium`}>
                {words.kinds[one.kind]}
              </th>
              <td className={`${cell} tabular-nums`}>{formats.number(one.entries)}</td>
              <td className={cell}>{amount(one)}</td>
              <td className={`${cell} tabular-nums`}>
                <bdi>{money(one.micros)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Top({ costs }: { costs: Costs }) {
  const words = useCostsWords();
  const { business } = useMembership();
  if (costs.conversations.length === 0) return null;
  return (
    <Panel title={words.top}>
      <ol className="divide-y divide-line">
        {costs.conversations.map(({ conversationId, customer, micros }) => (
          <li key={conversationId}>
            <Link
              href={`/b/${business.slug}/c/${conversationId}`}
              className="flex min-h-11 items-center justify-between gap-4 rounded-lg px-2 hover:bg-hover"
            >
              <bdi className="min-w-0 truncate">{cleanName(customer ?? '') || words.nameless}</bdi>
              <bdi className="shrink-0 text-sm tabular-nums">{money(micros)}</bdi>
            </Link>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
