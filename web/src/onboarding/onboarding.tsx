import { useState } from 'react';
import type { Business } from '../../../contract/businesses.ts';
import { Refused } from '../api/client.ts';
import { clientIdMaker } from '../composer/client-id.ts';
import { useWords } from '../i18n/language.ts';
import type { Faults, Trouble } from '../look/form.tsx';
import { problemWords } from '../session/problem-words.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { useSigned } from '../shell/signed.tsx';
import { BusinessStep } from './business-step.tsx';
import { Done } from './done.tsx';
import { type Draft, firstDraft, forgetDraft, idempotencyKey, keepDraft, keptDraft } from './draft.ts';
import { HoursStep } from './hours-step.tsx';
import { LanguagesStep } from './languages-step.tsx';
import type { StepProps } from './step.tsx';
import { useOnboardingWords } from './words.ts';

const newKey = clientIdMaker(Date.now, (bytes) => crypto.getRandomValues(bytes));

const browsers = (): Draft => firstDraft(navigator.languages, Intl.DateTimeFormat().resolvedOptions().timeZone);

/** Opens a business: three short steps, then the way to its first WhatsApp number. */
export function Onboarding() {
  const words = useWords();
  const own = useOnboardingWords();
  const { call, lookAgain } = useSigned();
  const [draft, setDraft] = useState(() => keptDraft(localStorage, browsers()));
  const [at, setAt] = useState(0);
  const [faults, setFaults] = useState<Faults>({});
  const [made, setMade] = useState<Pick<Business, 'name' | 'slug'>>();
  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part };
    setDraft(next);
    setFaults(Object.fromEntries(Object.entries(faults).filter(([field]) => !(field in part))));
    keepDraft(localStorage, next);
  };

  const create = async (): Promise<void> => {
    const { industry, ...rest } = draft;
    if (industry === '') return setAt(0);
    const idempotencyKey = idempotencyKeyOf(draft);
    try {
      await call('POST /v1/businesses', { body: { ...rest, industry }, idempotencyKey });
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'taken') throw error;
      // Taken by this very business, when the answer of an earlier try was lost on its way?
      const { memberships } = await lookAgain();
      if (!memberships.some(({ business }) => business.slug === draft.slug)) {
        setFaults({ slug: own.slugTaken });
        return setAt(0);
      }
    }
    forgetDraft(localStorage);
    setMade({ name: draft.name.trim(), slug: draft.slug });
    await lookAgain().catch(() => undefined);
  };
  const tell = (error: unknown): Trouble => ({
    text:
      error instanceof Refused && error.code === 'limit-reached'
        ? own.limit
        : problemWords(error, words, error instanceof Refused && error.status < 500 ? own.invalid : own.failed),
  });

  const step: StepProps = { draft, change, faults, at, back: () => setAt(at - 1), tell, submit: async () => setAt(at + 1) };
  return (
    <div className="flex min-h-dvh flex-col">
      <PageHeader title={own.title} />
      <main className="mx-auto flex w-full max-w-3xl grow flex-col gap-6 p-4 pb-16 sm:py-10">
        {made ? (
          <Done business={made} />
        ) : at === 0 ? (
          <BusinessStep key="business" {...step} />
        ) : at === 1 ? (
          <HoursStep key="hours" {...step} />
        ) : (
          <LanguagesStep key="languages" {...step} submit={create} />
        )}
      </main>
    </div>
  );
}

const idempotencyKeyOf = (draft: Draft): string => idempotencyKey(localStorage, draft, newKey);
