import { useQuery } from '@tanstack/react-query';
import { Gauge, X } from 'lucide-react';
import { useState } from 'react';
import type { Usage } from '../../../contract/plans.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { IconButton } from '../look/button.tsx';
import { Banner } from '../look/notice.tsx';
import { worthTelling } from './usage.ts';

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
  const keyOf = (metered: string): string => `frontdesk:put-away:${desk.business}:${month}:${metered}`;
  return told
    .filter(({ metered, state }) => state === 'hard' || sessionStorage.getItem(keyOf(metered)) === null)
    .map(({ metered, used, limit, state }) => (
      <Banner key={metered} tone={state === 'hard' ? 'danger' : 'warn'}>
        <Gauge size={18} aria-hidden="true" className="shrink-0" />
        <p role="status" className="min-w-0 grow">
          {words.usage[metered][state](formats.number(used), formats.number(limit))}
        </p>
        {state === 'soft' ? (
          <IconButton
            label={words.usage.putAway}
            onClick={() => {
              sessionStorage.setItem(keyOf(metered), '1');
              putAway((times) => times + 1);
            }}
          >
            <X size={18} aria-hidden="true" />
          </IconButton>
        ) : null}
      </Banner>
    ));
}
