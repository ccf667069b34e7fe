import type { ReactNode } from 'react';
import type { Business } from '../../../../contract/businesses.ts';
import { Panel } from '../kit/page.tsx';
import { weekdays } from './hours.ts';
import { useNames } from './names.ts';
import { useBusinessWords } from './words.ts';

/** The same as the form, for people who may only read it. */
export function ProfileSummary({ business }: { business: Business }) {
  const words = useBusinessWords();
  const names = useNames();
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.name, <bdi key="name">{business.name}</bdi>],
    [words.slug, <bdi key="slug">{business.slug}</bdi>],
    [words.industry, words.industries[business.industry]],
    [words.timezone, <bdi key="zone">{business.timezone.replaceAll('_', ' ')}</bdi>],
    [words.currency, `${business.currency} · ${names.currency(business.currency)}`],
    [words.languages, business.languages.map(names.language).join(', ')],
  ];
  return (
    <>
      <Panel title={words.profile}>
        <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt className="text-sm text-soft">{label}</dt>
              <dd className="[overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={words.hours}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
          {weekdays.map((day) => {
            const spans = business.hours.filter((span) => span.day === day);
            return (
              <div key={day} className="contents">
                <dt>{names.weekday(day)}</dt>
                <dd className="tabular-nums">
                  {spans.length === 0 ? (
                    <span className="text-soft">{words.closed}</span>
                  ) : (
                    <bdi dir="ltr">{spans.map(({ from, to }) => `${from}–${to}`).join(', ')}</bdi>
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      </Panel>
    </>
  );
}
