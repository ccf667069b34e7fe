import type { Usage } from '../../../../contract/plans.ts';
import { useLocale } from '../../i18n/language.ts';
import { useManagement } from './words.ts';

/** A limit that nobody reaches is none: the contract writes "no limit" as a billion. */
const noLimit = 1_000_000_000;

const bars: Readonly<Record<Usage['items'][number]['state'], string>> = {
  ok: 'bg-accent',
  soft: 'bg-warn',
  hard: 'bg-danger',
};

export function UsageMeters({ usage }: { usage: Usage }) {
  const words = useManagement();
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB');
  return (
    <ul className="grid gap-4 sm:grid-cols-2">
      {usage.items.map(({ metered, used, limit, state }) => {
        const share = limit === 0 ? 1 : Math.min(used / limit, 1);
        const said =
          limit >= noLimit ? words.unlimited(number.format(used)) : words.limit(number.format(used), number.format(limit));
        return (
          <li key={metered} className="flex flex-col gap-1">
            <div className="flex items-baseline justify-between gap-2">
              <span>{words.metered[metered]}</span>
              <span className="text-sm text-soft tabular-nums">{said}</span>
            </div>
            {/* biome-ignore lint/a11y/useSemanticElements: browsers draw a meter element each in its own colours */}
            <div
              role="meter"
              aria-label={words.metered[metered]}
              aria-valuemin={0}
              aria-valuemax={limit}
              aria-valuenow={used}
              aria-valuetext={said}
              className="h-2 overflow-hidden rounded-full bg-line"
            >
              <div className={`h-full rounded-full ${bars[state]}`} style={{ inlineSize: `${share * 100}%` }} />
            </div>
            {state === 'ok' ? null : (
              <p className={`text-sm ${state === 'soft' ? 'text-warn' : 'text-danger'}`}>
                {state === 'soft' ? words.nearLimit : metered === 'conversations' ? words.atConversations : words.atLimit}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
