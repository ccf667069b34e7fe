import { Link } from 'wouter';
import type { Costs } from '../../../../contract/assistant.ts';
import { useCostsWords } from '../assistant/words.ts';
import { useBase, useMay } from '../here.ts';
import { money } from './money.ts';

const bars: Readonly<Record<Costs['budget']['state'], string>> = { open: 'bg-accent', near: 'bg-warn', reached: 'bg-danger' };

/** How much of the month's limit for models is used. */
export function BudgetMeter({ budget }: { budget: Costs['budget'] }) {
  const words = useCostsWords();
  const base = useBase();
  const may = useMay('integrations.manage');
  const { capMicros, spentMicros, reservedMicros, state } = budget;
  const said = capMicros === null ? words.noCap : words.ofCap(money(spentMicros), money(capMicros));
  const share = capMicros === null || capMicros === 0 ? 1 : Math.min(1, (spentMicros + reservedMicros) / capMicros);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <p className="text-sm text-soft">{said}</p>
        {may ? (
          <Link href={`${base}/assistant`} className="inline-flex min-h-11 items-center text-sm text-accent hover:underline">
            {words.setCap}
          </Link>
        ) : null}
      </div>
      {capMicros === null ? null : (
        // biome-ignore lint/a11y/useSemanticElements: browsers draw a meter element each in its own colours
        <div
          role="meter"
          aria-label={said}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
          aria-valuetext={said}
          className="h-2 overflow-hidden rounded-full bg-line"
        >
          <div className={`h-full rounded-full ${bars[state]}`} style={{ inlineSize: `${share * 100}%` }} />
        </div>
      )}
      {reservedMicros > 0 ? <p className="text-sm text-soft">{words.underWay(money(reservedMicros))}</p> : null}
      {state === 'open' ? null : (
        <p className={`text-sm ${state === 'near' ? 'text-warn' : 'text-danger'}`}>
          {state === 'near' ? words.near : words.reached}
        </p>
      )}
    </div>
  );
}
