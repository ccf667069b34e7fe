import { useState } from 'react';
import type { Invitation } from '../../../../contract/team.ts';
import { useDesk, useFormats } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Button } from '../../look/button.tsx';
import { OwnLine } from '../../look/own-line.tsx';
import { useMay } from '../here.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Panel, Pill } from '../kit/page.tsx';
import { problemWords } from '../kit/problem-words.ts';
import { More, Skeleton, View } from '../kit/view.tsx';
import { useManagement } from '../kit/words.ts';
import { useChanged, useInvitations, useRoles } from '../read.ts';
import { useRoleName } from './role-names.ts';
import { useTeamWords } from './words.ts';

export function Invitations() {
  const words = useTeamWords();
  const query = useInvitations();
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <Panel title={words.invitations}>
      <View query={{ ...query, data: items }} skeleton={<Skeleton rows={2} />}>
        {(some) =>
          some.length === 0 ? (
            <p className="text-soft">{words.noInvitations}</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line">
              {some.map((one) => (
                <Row key={one.id} invitation={one} />
              ))}
            </ul>
          )
        }
      </View>
      <More query={query} />
    </Panel>
  );
}

const tones = { open: 'warn', accepted: 'good', revoked: 'calm', expired: 'calm' } as const;

function Row({ invitation }: { invitation: Invitation }) {
  const words = useTeamWords();
  const common = useManagement();
  const formats = useFormats();
  const { call } = useDesk();
  const { reload } = useChanged();
  const may = useMay('employees.manage');
  const nameOf = useRoleName(useRoles().data?.items);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ readonly good: boolean; readonly text: string }>();
  const [asking, setAsking] = useState(false);
  const { id, name, email, state } = invitation;
  const resend = async (): Promise<void> => {
    setBusy(true);
    try {
      await call('POST /v1/invitations/{id}/resend', { params: { id } });
      setTold({ good: true, text: words.resent });
    } catch (error) {
      setTold({ good: false, text: problemWords(error, common) });
    }
    setBusy(false);
    await reload('invitations');
  };
  const revoke = async (): Promise<void> => {
    await call('DELETE /v1/invitations/{id}', { params: { id } });
    setAsking(false);
    await reload('invitations');
  };
  return (
    <li className="flex flex-col gap-2 py-3">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <OwnLine className="font-medium">{name}</OwnLine>
          <span className="block text-sm text-soft [overflow-wrap:anywhere]">
            <bdi dir="ltr">{email}</bdi>
          </span>
          <span className="block text-sm text-soft">
            <bdi>{nameOf(invitation.role) ?? words.roleUnknown}</bdi> · {words.invitedAt(formats.full(invitation.invitedAt))}
          </span>
          {state === 'open' ? (
            <span className="block text-sm text-soft">{words.expiresAt(formats.full(invitation.expiresAt))}</span>
          ) : null}
        </div>
        <Pill tone={tones[state]}>{words.inviteStates[state]}</Pill>
      </div>
      {may && (state === 'open' || state === 'expired') ? (
        <div className="flex flex-wrap gap-2">
          <Button busy={busy} className="text-sm" aria-label={words.resendTo(name)} onClick={() => void resend()}>
            {words.resend}
          </Button>
          {state === 'open' ? (
            <Button className="text-sm" aria-label={words.revokeOf(name)} onClick={() => setAsking(true)}>
              {words.revoke}
            </Button>
          ) : null}
        </div>
      ) : null}
      <p role="status" className={`text-sm empty:hidden ${told?.good ? 'text-accent' : 'text-danger'}`}>
        {told?.text}
      </p>
      {asking ? (
        <Dialog title={words.revokeTitle(isolate(name))} close={() => setAsking(false)}>
          <p>{words.revokeHint}</p>
          <Form danger label={words.revoke} submit={revoke}>
            {() => null}
          </Form>
        </Dialog>
      ) : null}
    </li>
  );
}
