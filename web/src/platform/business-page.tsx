import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Plan, Usage } from '../../../contract/plans.ts';
import type { PlatformBusiness } from '../../../contract/platform.ts';
import { isolate } from '../i18n/isolate.ts';
import { Button } from '../look/button.tsx';
import { Select } from '../settings/kit/choice.tsx';
import { Form } from '../settings/kit/form.tsx';
import { UsageMeters } from '../settings/kit/meters.tsx';
import { Page, Panel } from '../settings/kit/page.tsx';
import { Skeleton, View } from '../settings/kit/view.tsx';
import { useManagement } from '../settings/kit/words.ts';
import { useMonth } from '../settings/month.ts';
import { fresh } from '../settings/read.ts';
import { useSigned } from '../shell/signed.tsx';
import { useOwnFormats } from './formats.ts';
import { LookPanel } from './look-panel.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { StatusPill } from './status-pill.tsx';
import { usePlatformWords } from './words.ts';

const keyOf = (id: string) => ['platform', 'businesses', 'one', id];

export function PlatformBusinessPage({ id }: { id: string }) {
  const words = usePlatformWords();
  const { call } = useSigned();
  const query = useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => call('GET /v1/platform/businesses/{id}', { params: { id } }, { signal }),
    ...fresh,
  });
  return (
    <Page
      title={query.data?.business.name ?? words.businesses}
      up={{ href: '/platform/businesses', label: words.businesses, always: true }}
    >
      <View query={query} skeleton={<Skeleton rows={3} height="h-40" />}>
        {({ business, usage }) => <Panels business={business} usage={usage} />}
      </View>
    </Page>
  );
}

/** Shows at once what the API answered; usage and lists follow. */
function useBusinessChanged(): (business: PlatformBusiness) => void {
  const queries = useQueryClient();
  return (business) => {
    queries.setQueryData<{ business: PlatformBusiness; usage: Usage }>(
      keyOf(business.id),
      (known) => known && { ...known, business },
    );
    void queries.invalidateQueries({ queryKey: ['platform'] });
  };
}

function Panels({ business, usage }: { business: PlatformBusiness; usage: Usage }) {
  const words = usePlatformWords();
  const common = useManagement();
  const formats = useOwnFormats();
  const month = useMonth();
  const { call } = useSigned();
  const changed = useBusinessChanged();
  const [asking, setAsking] = useState(false);
  const { id, name, slug, status, suspendedFor, deletedAfter, createdAt } = business;
  return (
    <>
      <Panel title={words.status} actions={<StatusPill status={status} />}>
        <p className="text-sm text-soft">
          <bdi dir="ltr">{slug}</bdi> · {common.plans[business.plan]} · {words.created(formats.full(createdAt))}
        </p>
        {suspendedFor ? (
          <p className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">{words.suspendedFor(isolate(suspendedFor))}</p>
        ) : null}
        {deletedAfter ? (
          <>
            <p className="rounded-xl bg-danger-ground px-4 py-3 text-sm text-danger">
              {words.deletedAfter(formats.full(deletedAfter))}
            </p>
            <Form
              label={words.keep}
              submit={async () => changed(await call('DELETE /v1/platform/businesses/{id}/deletion', { params: { id } }))}
            >
              {() => null}
            </Form>
          </>
        ) : null}
        {status === 'suspended' ? (
          <>
            <p className="text-sm text-soft">{words.reactivateHint}</p>
            <Form
              label={words.reactivate}
              submit={async () => changed(await call('POST /v1/platform/businesses/{id}/reactivate', { params: { id } }))}
            >
              {() => null}
            </Form>
          </>
        ) : (
          <div>
            <Button className="text-danger!" onClick={() => setAsking(true)}>
              {words.suspend}
            </Button>
          </div>
        )}
      </Panel>
      <Panel title={words.usage} hint={words.usageHint(month(usage.month))}>
        <UsageMeters usage={usage} />
        <PlanForm key={business.version} business={business} />
      </Panel>
      <LookPanel business={business} />
      {asking ? (
        <ReasonDialog
          danger
          title={words.suspendTitle(isolate(name))}
          hint={words.suspendHint}
          reasonHint={words.reasonShown}
          label={words.suspend}
          close={() => setAsking(false)}
          submit={async (reason) => {
            changed(await call('POST /v1/platform/businesses/{id}/suspend', { params: { id }, body: { reason } }));
          }}
        />
      ) : null}
    </>
  );
}

function PlanForm({ business }: { business: PlatformBusiness }) {
  const words = usePlatformWords();
  const common = useManagement();
  const { call } = useSigned();
  const changed = useBusinessChanged();
  const [plan, setPlan] = useState<Plan>(business.plan);
  const isPlan = (text: string): text is Plan => text in common.plans;
  const { id } = business;
  return (
    <Form
      label={words.changePlan}
      disabled={plan === business.plan}
      submit={async () => changed(await call('PUT /v1/platform/businesses/{id}/plan', { params: { id }, body: { plan } }))}
    >
      {(errors) => (
        <Select
          label={words.plan}
          value={plan}
          error={errors.plan}
          options={Object.entries(common.plans).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget }) => isPlan(currentTarget.value) && setPlan(currentTarget.value)}
        />
      )}
    </Form>
  );
}
