import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Channel } from '../../../../contract/channels.ts';
import { useDesk } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Button } from '../../look/button.tsx';
import { useBase } from '../here.ts';
import { Select } from '../kit/choice.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { SecretField } from '../kit/secret-field.tsx';
import { useChanged } from '../read.ts';
import { PasteBack } from './paste-back.tsx';
import { pasted, saidOf, wrongIn } from './shapes.ts';
import { useChannelWords } from './words.ts';

export type DialogName = 'access-token' | 'auth-token' | 'app-secret' | 'verify-token' | 'disconnect';

interface DialogProps {
  readonly channel: Channel;
  readonly close: () => void;
}

const dialogs = {
  'access-token': AccessTokenDialog,
  'auth-token': AuthTokenDialog,
  'app-secret': AppSecretDialog,
  'verify-token': VerifyTokenDialog,
  disconnect: DisconnectDialog,
} as const satisfies Record<DialogName, unknown>;

export function ChannelDialog({ name, ...rest }: DialogProps & { name: DialogName }) {
  const Chosen = dialogs[name];
  return <Chosen {...rest} />;
}

function AccessTokenDialog({ channel, close }: DialogProps) {
  const words = useChannelWords();
  const { call } = useDesk();
  const { put } = useChanged();
  const [accessToken, setAccessToken] = useState('');
  const { id } = channel;
  const submit = async (): Promise<void> => {
    put(['channels', id], await call('PUT /v1/channels/{id}/access-token', { params: { id }, body: { accessToken } }));
    close();
  };
  return (
    <Dialog title={words.replaceAccessToken} close={close}>
      <p className="text-pretty text-soft">{words.replaceAccessTokenHint}</p>
      <Form label={words.replaceAccessToken} check={() => wrongIn({ accessToken }, words)} said={saidOf(words)} submit={submit}>
        {(errors) => (
          <SecretField
            label={words.accessToken}
            value={accessToken}
            error={errors.accessToken}
            onChange={({ currentTarget }) => setAccessToken(pasted(currentTarget.value))}
          />
        )}
      </Form>
    </Dialog>
  );
}

/** Of Twilio: what the provider is asked with is what it signs with, too, for all numbers of the account. */
function AuthTokenDialog({ channel, close }: DialogProps) {
  const words = useChannelWords();
  const { call } = useDesk();
  const { put, reload } = useChanged();
  const [authToken, setAuthToken] = useState('');
  const { id } = channel;
  const submit = async (): Promise<void> => {
    const body = { accessToken: authToken };
    put(['channels', id], await call('PUT /v1/channels/{id}/access-token', { params: { id }, body }));
    void reload('channels');
    close();
  };
  const said = { accessToken: words.authTokenWrong };
  return (
    <Dialog title={words.replaceAuthToken} close={close}>
      <p className="text-pretty text-soft">{words.replaceAuthTokenHint}</p>
      <Form label={words.replaceAuthToken} check={() => wrongIn({ authToken }, words)} said={said} submit={submit}>
        {(errors) => (
          <SecretField
            label={words.authToken}
            value={authToken}
            error={errors.authToken ?? errors.accessToken}
            onChange={({ currentTarget }) => setAuthToken(pasted(currentTarget.value))}
          />
        )}
      </Form>
    </Dialog>
  );
}

const overlaps = [0, 1, 6, 24, 48, 72] as const;

function AppSecretDialog({ channel, close }: DialogProps) {
  const words = useChannelWords();
  const { call } = useDesk();
  const { put } = useChanged();
  const [appSecret, setAppSecret] = useState('');
  const [overlapHours, setOverlapHours] = useState(24);
  const { id } = channel;
  const submit = async (): Promise<void> => {
    const body = { appSecret, overlapHours };
    put(['channels', id], await call('PUT /v1/channels/{id}/app-secret', { params: { id }, body }));
    close();
  };
  return (
    <Dialog title={words.replaceAppSecret} close={close}>
      <p className="text-pretty text-soft">{words.replaceAppSecretHint}</p>
      <Form label={words.replaceAppSecret} check={() => wrongIn({ appSecret }, words)} said={saidOf(words)} submit={submit}>
        {(errors) => (
          <>
            <SecretField
              label={words.appSecret}
              hint={words.appSecretHint}
              value={appSecret}
              error={errors.appSecret}
              onChange={({ currentTarget }) => setAppSecret(pasted(currentTarget.value))}
            />
            <Select
              label={words.overlap}
              value={overlapHours}
              options={overlaps.map((hours) => ({ value: String(hours), label: words.overlapHours(hours) }))}
              onChange={({ currentTarget }) => setOverlapHours(Number(currentTarget.value))}
            />
          </>
        )}
      </Form>
    </Dialog>
  );
}

function VerifyTokenDialog({ channel, close }: DialogProps) {
  const words = useChannelWords();
  const { call } = useDesk();
  const { put } = useChanged();
  const [made, setMade] = useState<string>();
  const { id } = channel;
  const submit = async (): Promise<void> => {
    const { channel: changed, verifyToken } = await call('PUT /v1/channels/{id}/verify-token', { params: { id } });
    put(['channels', id], changed);
    setMade(verifyToken);
  };
  return (
    <Dialog title={words.replaceVerifyToken} close={close}>
      {made === undefined ? (
        <>
          <p className="text-pretty text-soft">{words.replaceVerifyTokenHint}</p>
          <Form label={words.replaceVerifyToken} submit={submit}>
            {() => null}
          </Form>
        </>
      ) : (
        <>
          <PasteBack channel={channel} verifyToken={made} />
          <div>
            <Button look="primary" onClick={close}>
              {words.pasted[channel.provider]}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function DisconnectDialog({ channel, close }: DialogProps) {
  const words = useChannelWords();
  const { call } = useDesk();
  const { reload } = useChanged();
  const base = useBase();
  const [, navigate] = useLocation();
  const { id } = channel;
  const submit = async (): Promise<void> => {
    await call('DELETE /v1/channels/{id}', { params: { id } });
    navigate(`${base}/channels`);
    void reload('channels');
    void reload('usage');
  };
  return (
    <Dialog title={words.disconnectTitle(isolate(channel.name))} close={close}>
      <p className="text-pretty">{words.disconnectHint}</p>
      <Form danger label={words.disconnect} submit={submit}>
        {() => null}
      </Form>
    </Dialog>
  );
}
