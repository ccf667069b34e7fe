import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Business } from '../../../contract/businesses.ts';
import type { Plan } from '../../../contract/plans.ts';
import { Refused } from '../api/client.ts';
import { isolate } from '../i18n/isolate.ts';
import { Field } from '../look/field.tsx';
import { inOrder } from '../settings/business/hours.ts';
import { type Profile, profileFields, suggestedSlug, wrongFields } from '../settings/business/profile.ts';
import { ProfileFields, saidOf } from '../settings/business/profile-fields.tsx';
import { useBusinessWords } from '../settings/business/words.ts';
import { newKey } from '../settings/here.ts';
import { Select } from '../settings/kit/choice.tsx';
import { Form } from '../settings/kit/form.tsx';
import { LinkButton } from '../settings/kit/links.tsx';
import { Page, Panel } from '../settings/kit/page.tsx';
import type { FieldErrors } from '../settings/kit/problem-words.ts';
import { useManagement } from '../settings/kit/words.ts';
import { looksLikeEmail } from '../settings/team/email.ts';
import { useSigned } from '../shell/signed.tsx';
import { usePlatformWords } from './words.ts';

const first = (language: string): Profile => ({
  name: '',
  slug: '',
  industry: 'other',
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  currency: 'USD',
  languages: [language],
  hours: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
});

export function CreateBusinessPage() {
  const words = usePlatformWords();
  const [created, setCreated] = useState<{ readonly business: Business; readonly email: string }>();
  const up = { href: '/platform/businesses', label: words.businesses, always: true };
  if (created) {
    const { business, email } = created;
    return (
      <Page title={words.createdTitle(isolate(business.name))} hint={words.createdHint(isolate(email))} up={up}>
        <div>
          <LinkButton look="primary" href={`/platform/businesses/${business.id}`}>
            {business.name}
          </LinkButton>
        </div>
      </Page>
    );
  }
  return (
    <Page title={words.create} hint={words.createHint} up={up}>
      <CreateForm created={(business, email) => setCreated({ business, email })} />
    </Page>
  );
}

function CreateForm({ created }: { created: (business: Business, email: string) => void }) {
  const words = usePlatformWords();
  const common = useManagement();
  const profileWords = useBusinessWords();
  const { call } = useSigned();
  const queries = useQueryClient();
  const [profile, setProfile] = useState(() => first(document.documentElement.lang));
  const [plan, setPlan] = useState<Plan>('free');
  const [admin, setAdmin] = useState({ name: '', email: '' });
  const [ownSlug, setOwnSlug] = useState(false);
  const attempt = useRef<{ readonly key: string; readonly body: string }>(undefined);
  const isPlan = (text: string): text is Plan => text in common.plans;

  const change = (part: Partial<Profile>): void => {
    // Follows the name until somebody writes one of their own.
    const slug = part.name !== undefined && !ownSlug ? { slug: suggestedSlug(part.name) } : {};
    if (part.slug !== undefined) setOwnSlug(part.slug !== '');
    const next = { ...profile, ...slug, ...part };
    if ('brand' in part && part.brand === undefined) delete next.brand;
    setProfile(next);
  };
  const check = (): FieldErrors => ({
    ...saidOf(wrongFields(profile), profileWords),
    ...(admin.name.trim() === '' ? { adminName: words.adminNameWrong } : {}),
    ...(looksLikeEmail(admin.email) ? {} : { adminEmail: words.adminEmailWrong }),
  });
  const submit = async (): Promise<void> => {
    const body = {
      ...profile,
      name: profile.name.trim(),
      hours: inOrder(profile.hours),
      plan,
      admin: { ...admin, name: admin.name.trim() },
    };
    const text = JSON.stringify(body);
    if (attempt.current?.body !== text) attempt.current = { key: newKey(), body: text };
    const business = await call('POST /v1/platform/businesses', { body, idempotencyKey: attempt.current.key });
    void queries.invalidateQueries({ queryKey: ['platform'] });
    created(business, admin.email);
  };
  const [taken, setTaken] = useState(false);
  return (
    <Form
      sticky
      label={words.createSubmit}
      check={check}
      said={{ ...saidOf(profileFields, profileWords), admin: words.adminEmailWrong }}
      submit={() => {
        setTaken(false);
        return submit();
      }}
      handled={(error) => {
        const known = error instanceof Refused && error.code === 'taken';
        setTaken(known);
        return false;
      }}
    >
      {(errors) => (
        <>
          <Panel title={words.admin}>
            <Field
              label={words.adminName}
              dir="auto"
              maxLength={80}
              autoComplete="off"
              value={admin.name}
              error={errors.adminName}
              onChange={({ currentTarget }) => setAdmin({ ...admin, name: currentTarget.value })}
            />
            <Field
              label={words.adminEmail}
              type="email"
              dir="ltr"
              maxLength={254}
              autoComplete="off"
              value={admin.email}
              error={errors.adminEmail ?? errors.admin}
              onChange={({ currentTarget }) => setAdmin({ ...admin, email: currentTarget.value.trim().toLowerCase() })}
            />
            <Select
              label={words.plan}
              value={plan}
              error={errors.plan}
              options={Object.entries(common.plans).map(([value, label]) => ({ value, label }))}
              onChange={({ currentTarget }) => isPlan(currentTarget.value) && setPlan(currentTarget.value)}
            />
          </Panel>
          <ProfileFields value={profile} errors={taken ? { ...errors, slug: words.slugTaken } : errors} change={change} />
        </>
      )}
    </Form>
  );
}
