import type { PromptOutcomes } from '../../../../contract/prompts.ts';
import { useFormats } from '../../business/context.tsx';
import { useLocale, useWords } from '../../i18n/language.ts';
import { Disclosure } from '../playground/disclosure.tsx';
import { usePlaygroundWords } from '../playground/words.ts';
import { outcomeCounts } from './outcome-counts.ts';

/** How often a version was used, and how that ended. */
export function Outcomes({ outcomes }: { outcomes: PromptOutcomes }) {
  const words = usePlaygroundWords().outcomesOf;
  const { handOver } = useWords();
  const formats = useFormats();
  const locale = useLocale();
  const { used, share, reasons } = outcomeCounts(outcomes);
  if (used === 0) return <p className="text-sm text-soft">{words.none}</p>;
  const shown = (count: number): readonly [number, string] => [count, formats.number(count)];
  const percent = new Intl.NumberFormat(locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB', { style: 'percent' }).format(share);
  const parts = [
    words.answered(...shown(outcomes.answered)),
    ...(outcomes.suggested > 0 ? [words.suggested(...shown(outcomes.suggested))] : []),
    ...(outcomes.handedOver > 0 ? [words.handedOver(...shown(outcomes.handedOver), percent)] : []),
  ];
  return (
    <>
      <p className="text-sm text-soft">{parts.join(' · ')}</p>
      {reasons.length > 0 ? (
        <Disclosure label={words.reasons}>
          <ul className="flex flex-col gap-1 text-sm text-soft">
            {reasons.map(([reason, count]) => (
              <li key={reason}>
                {handOver[reason]}: <bdi className="tabular-nums">{formats.number(count)}</bdi>
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </>
  );
}
