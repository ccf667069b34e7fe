import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useParams } from 'wouter';
import { DeskProvider, useDesk, useFormats } from '../../business/context.tsx';
import { Desk, type Membership } from '../../business/desk.ts';
import { PageHeader } from '../../shell/page-header.tsx';
import { useSigned } from '../../shell/signed.tsx';
import { useMay } from '../here.ts';
import { Form } from '../kit/form.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { ExportPanel } from './export-panel.tsx';
import { useBusinessWords } from './words.ts';

const lookEveryMs = 60_000;

/** In place of a business that is to be deleted: until when, and for who may, the way back and what to take along. */
export function EndingPage() {
  const { slug } = useParams();
  const membership = useSigned().me.memberships.find(({ business }) => business.slug === slug);
  return membership ? <Ending key={membership.business.id} membership={membership} /> : null;
}

function Ending({ membership }: { membership: Membership }) {
  const queries = useQueryClient();
  const { session, subject, lookAgain } = useSigned();
  // Never opened: there is no live connection to such a business, and nothing to send.
  const [desk] = useState(() => new Desk({ membership, queries, session, subject, storage: localStorage }));
  desk.membership = membership;
  useEffect(() => {
    const timer = setInterval(() => void lookAgain().catch(() => undefined), lookEveryMs);
    return () => clearInterval(timer);
  }, [lookAgain]);
  return (
    <DeskProvider value={desk}>
      <div className="flex min-h-dvh flex-col">
        <PageHeader title={<bdi>{membership.business.name}</bdi>} membership={membership} />
        <main>
          <Panels deletedAfter={membership.deletedAfter} />
        </main>
      </div>
    </DeskProvider>
  );
}

function Panels({ deletedAfter }: { deletedAfter: string | undefined }) {
  const words = useBusinessWords();
  const formats = useFormats();
  const { call } = useDesk();
  const { lookAgain } = useSigned();
  const mayBill = useMay('billing.manage');
  return (
    <Page title={words.endingTitle}>
      {deletedAfter ? (
        <p role="status" className="rounded-xl bg-danger-ground px-4 py-3 text-danger">
          {words.deletionOn(formats.full(deletedAfter))}
        </p>
      ) : null}
      <p className="text-pretty">{mayBill ? words.endingHint : words.endingAsk}</p>
      {mayBill ? (
        <>
          <Panel title={words.deletionCancel} hint={words.deletionCancelHint}>
            <Form
              label={words.deletionCancel}
              submit={async () => {
                await call('DELETE /v1/business/deletion', {});
                await lookAgain();
              }}
            >
              {() => null}
            </Form>
          </Panel>
          <ExportPanel />
        </>
      ) : null}
    </Page>
  );
}
