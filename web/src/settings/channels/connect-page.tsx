import { useRef, useState } from 'react';
import type { Output } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { Field } from '../../look/field.tsx';
import { newKey, useBase } from '../here.ts';
import { Form } from '../kit/form.tsx';
import { LinkButton } from '../kit/links.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { SecretField } from '../kit/secret-field.tsx';
import { useChanged } from '../read.ts';
import { PasteBack } from './paste-back.tsx';
import { type Connecting, pasted, saidOf, wrongIn } from './shapes.ts';
import { useChannelWords } from './words.ts';

type Connected = Output<'POST /v1/channels'>;

export function ConnectPage() {
  const words = useChannelWords();
  const base = useBase();
  const [connected, setConnected] = useState<Connected>();
  const up = { href: `${base}/channels`, label: words.title, always: true };
  if (connected) {
    const { channel, verifyToken } = connected;
    return (
      <Page
        title={words.connectedTitle}
        hint={
          <>
            <bdi>{channel.name}</bdi> · <bdi dir="ltr">{channel.number}</bdi>
          </>
        }
        up={up}
      >
        <Panel title={words.pasteTitle}>
          <PasteBack webhookUrl={channel.webhookUrl} verifyToken={verifyToken} />
          <div>
            <LinkButton look="primary" href={`${base}/channels/${channel.id}`}>
              {words.pasted}
            </LinkButton>
          </div>
        </Panel>
      </Page>
    );
  }
  return (
    <Page title={words.connect} hint={words.connectHint} up={up}>
      <ConnectForm connected={setConnected} />
    </Page>
  );
}

function ConnectForm({ connected }: { connected: (answer: Connected) => void }) {
  const words = useChannelWords();
  const { call } = useDesk();
  const { reload } = useChanged();
  const [values, setValues] = useState<Connecting>({ name: '', phoneNumberId: '', wabaId: '', accessToken: '', appSecret: '' });
  // One key per content: a try after a correction is another request, a try after a lost answer is the same.
  const attempt = useRef<{ readonly key: string; readonly body: string }>(undefined);
  const set = (part: Partial<Connecting>): void => setValues({ ...values, ...part });
  const submit = async (): Promise<void> => {
    const body = { ...values, name: values.name.trim() };
    const text = JSON.stringify(body);
    if (attempt.current?.body !== text) attempt.current = { key: newKey(), body: text };
    const answer = await call('POST /v1/channels', { body, idempotencyKey: attempt.current.key });
    void reload('channels');
    void reload('usage');
    connected(answer);
  };
  return (
    <Panel>
      <Form
        label={words.connectSubmit}
        check={() => wrongIn({ ...values, name: values.name.trim() }, words)}
        said={saidOf(words)}
        submit={submit}
      >
        {(errors) => (
          <>
            <Field
              label={words.name}
              hint={words.nameHint}
              dir="auto"
              maxLength={60}
              autoComplete="off"
              value={values.name}
              error={errors.name}
              onChange={({ currentTarget }) => set({ name: currentTarget.value })}
            />
            <Field
              label={words.phoneNumberId}
              hint={words.phoneNumberIdHint}
              dir="ltr"
              inputMode="numeric"
              autoComplete="off"
              value={values.phoneNumberId}
              error={errors.phoneNumberId}
              onChange={({ currentTarget }) => set({ phoneNumberId: pasted(currentTarget.value) })}
            />
            <Field
              label={words.wabaId}
              hint={words.wabaIdHint}
              dir="ltr"
              inputMode="numeric"
              autoComplete="off"
              value={values.wabaId}
              error={errors.wabaId}
              onChange={({ currentTarget }) => set({ wabaId: pasted(currentTarget.value) })}
            />
            <SecretField
              label={words.accessToken}
              hint={words.accessTokenHint}
              value={values.accessToken}
              error={errors.accessToken}
              onChange={({ currentTarget }) => set({ accessToken: pasted(currentTarget.value) })}
            />
            <SecretField
              label={words.appSecret}
              hint={words.appSecretHint}
              value={values.appSecret}
              error={errors.appSecret}
              onChange={({ currentTarget }) => set({ appSecret: pasted(currentTarget.value) })}
            />
          </>
        )}
      </Form>
    </Panel>
  );
}
