import { useQueryClient } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { PlatformBusiness } from '../../../contract/platform.ts';
import { isolate } from '../i18n/isolate.ts';
import { Button } from '../look/button.tsx';
import { Form } from '../settings/kit/form.tsx';
import { LinkButton } from '../settings/kit/links.tsx';
import { Panel } from '../settings/kit/page.tsx';
import { useSigned } from '../shell/signed.tsx';
import { useOwnFormats } from './formats.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { usePlatformWords } from './words.ts';

/** Looking into a business as one who sees everything and changes nothing. */
export function LookPanel({ business }: { business: PlatformBusiness }) {
  const words = usePlatformWords();
  const formats = useOwnFormats();
  const { call, me, lookAgain } = useSigned();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const { id, name, slug } = business;
  const place = me.memberships.find((one) => one.business.id === id);
  const begin = async (reason: string): Promise<void> => {
    await call('POST /v1/platform/businesses/{id}/impersonation', { params: { id }, body: { reason } });
    void queries.invalidateQueries({ queryKey: ['platform'] });
    const { memberships } = await lookAgain();
    navigate(`/b/${memberships.find((one) => one.business.id === id)?.business.slug ?? slug}`);
  };
  const end = async (): Promise<void> => {
    await call('DELETE /v1/platform/businesses/{id}/impersonation', { params: { id } });
    void queries.invalidateQueries({ queryKey: ['platform'] });
    await lookAgain();
  };
  return (
    <Panel title={words.access} hint={words.impersonateHint}>
      {place ? (
        <>
          {place.impersonatedUntil === undefined ? null : (
            <p className="text-sm text-soft">{words.looking(formats.time(place.impersonatedUntil))}</p>
          )}
          <div className="flex flex-wrap items-start gap-3">
            <LinkButton href={`/b/${place.business.slug}`}>{words.open}</LinkButton>
            {place.impersonatedUntil === undefined ? null : (
              <Form label={words.endImpersonation} submit={end}>
                {() => null}
              </Form>
            )}
          </div>
        </>
      ) : (
        <div>
          <Button onClick={() => setAsking(true)}>
            <Eye size={18} aria-hidden="true" />
            {words.impersonate}
          </Button>
        </div>
      )}
      {asking ? (
        <ReasonDialog
          title={words.impersonateTitle(isolate(name))}
          hint={words.impersonateHint}
          reasonHint={words.reasonHint}
          label={words.impersonateSubmit}
          close={() => setAsking(false)}
          submit={begin}
        />
      ) : null}
    </Panel>
  );
}
