import { useQuery } from '@tanstack/react-query';
import { Gauge, X } from 'lucide-react';
import { useState } from 'react';
import type { Usage } from '../../../contract/plans.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { IconButton } from '../look/button.tsx';
import { Banner } from '../look/notice.tsx';
import { isUrgent, type Told, worthTelling } from './usage.ts';

export const usageKey = (business: string) => ['usage', business] as const;

const lookEveryMs = 15 * 60_000;

/** What of the plan is nearly or quite used up, and what that means. */
export function UsageBanner() {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const [, putAway] = useState(0);
  const usage = useQuery<Usage>({
    queryKey: usageKey(desk.business),
    queryFn: () => desk.call('GET /v1/business/usage', {}),
    refetchInterval: lookEveryMs,
    retry: false,
  });
  if (!usage.data) return null;
  const { month } = usage.data;
  const told = worthTelling(usage.data, desk.may('settings.view'));
  const keyOf = ({ metered, state }: Told): string => `frontdesk:put-away:${desk.business}:${month}:${metered}:${state}`;
  return told
    .filter((one) => isUrgent(one) || sessionStorage.getItem(keyOf(one)) === null)
    .map((one) => (
      <Banner key={one.metered} tone={isUrgent(one) ? 'danger' : 'warn'}>
        <Gauge size={18} aria-hidden="true" className="shrink-0" />
        <p role="status" className="min-w-0 grow">
          {words.usage[one.metered][one.state](formats.number(one.used), formats.number(one.limit))}
        </p>
        {isUrgent(one) ? null : (
          <IconButton
            label={words.usage.putAway}
            onClick={() => {
              sessionStorage.setItem(keyOf(one), '1');
              putAway((times) => times + 1);
            }}
          >
            <X size={18} aria-hidden="true" />
          </IconButton>
        )}
      </Banner>
    ));
}
