import { useQuery } from '@tanstack/react-query';
import { Gauge, X } from 'lucide-react';
import { useState } from 'react';
import type { Usage } from '../../../contract/plans.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { IconButton } from '../look/button.tsx';
import { Banner } from '../look/notice.tsx';
import { isUrgent, worthTelling } from './usage.ts';

export const usageKey = (business: string) => ['usage', business] as const;

const lookEveryMs = 15 * 60_000;

interface Note {
  /** Tells it from others of the month that were put away. */
  readonly key: string;
  readonly urgent: boolean;
  readonly text: string;
}

/** What of the plan, or of what models may cost, is nearly or quite used up, and what that means. */
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
  const { month, assistant } = usage.data;
  const seesSettings = desk.may('settings.view');
  const told = worthTelling(usage.data, seesSettings).map((one): Note => {
    const text = words.usage[one.metered][one.state](formats.number(one.used), formats.number(one.limit));
    return { key: `${one.metered}:${one.state}`, urgent: isUrgent(one), text };
  });
  // Customers wait for people now, which is everybody's matter.
  const urgent = assistant === 'reached';
  const ofAssistant: Note[] =
    assistant && (urgent || seesSettings)
      ? [{ key: `assistant:${assistant}`, urgent, text: words.usage.assistant[assistant] }]
      : [];
  const keyOf = ({ key }: Note): string => `frontdesk:put-away:${desk.business}:${month}:${key}`;
  return [...told, ...ofAssistant]
    .filter((one) => one.urgent || sessionStorage.getItem(keyOf(one)) === null)
    .map((one) => (
      <Banner key={one.key} tone={one.urgent ? 'danger' : 'warn'}>
        <Gauge size={18} aria-hidden="true" className="shrink-0" />
        <p role="status" className="min-w-0 grow">
          {one.text}
        </p>
        {one.urgent ? null : (
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
