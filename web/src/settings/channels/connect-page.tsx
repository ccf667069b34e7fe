import { useRef, useState } from 'react';
import type { Output } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { Field } from '../../look/field.tsx';
import { newKey, useBase } from '../here.ts';
import { Form } from '../kit/form.tsx';
import { LinkButton } from '../kit/links.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { useChanged } from '../read.ts';
import { MetaFields, ProviderChoice, TwilioFields } from './connect-fields.tsx';
import { PasteBack } from './paste-back.tsx';
import { type Provider, saidOf, type Typed, wrongIn } from './shapes.ts';
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
        <Panel title={words.pasteTitle[channel.provider]}>
          <PasteBack channel={channel} verifyToken={verifyToken} />
          <div>
            <LinkButton look="primary" href={`${base}/channels/${channel.id}`}>
              {words.pasted[channel.provider]}
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

const nothing: Typed = {
  name: '',
  phoneNumberId: '',
  wabaId: '',
  accessToken: '',
  appSecret: '',
  number: '',
  accountSid: '',
  authToken: '',
};

/** Only what the provider asks for: what was typed for the other one stays here. */
function bodyOf(provider: Provider, { name: typed, ...rest }: Typed) {
  const name = typed.trim();
  const { phoneNumberId, wabaId, accessToken, appSecret, number, accountSid, authToken } = rest;
  return provider === 'meta'
    ? { provider, name, phoneNumberId, wabaId, accessToken, appSecret }
    : { provider, name, number, accountSid, authToken };
}

function ConnectForm({ connected }: { connected: (answer: Connected) => void }) {
  const words = useChannelWords();
  const { call } = useDesk();
  const { reload } = useChanged();
  const [provider, setProvider] = useState<Provider>('meta');
  const [values, setValues] = useState(nothing);
  // One key per content: a try after a correction is another request, a try after a lost answer is the same.
  const attempt = useRef<{ readonly key: string; readonly body: string }>(undefined);
  const set = (part: Partial<Typed>): void => setValues({ ...values, ...part });
  const submit = async (): Promise<void> => {
    const body = bodyOf(provider, values);
    const text = JSON.stringify(body);
    if (attempt.current?.body !== text) attempt.current = { key: newKey(), body: text };
    const answer = await call('POST /v1/channels', { body, idempotencyKey: attempt.current.key });
    void reload('channels');
    void reload('usage');
    connected(answer);
  };
  const Fields = provider === 'meta' ? MetaFields : TwilioFields;
  return (
    <Panel>
      <ProviderChoice chosen={provider} choose={setProvider} />
      <Form
        // What was wrong with the other provider's fields is not wrong with these.
        key={provider}
        label={words.connectSubmit}
        check={() => wrongIn(bodyOf(provider, values), words)}
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
            <Fields values={values} errors={errors} set={set} />
          </>
        )}
      </Form>
    </Panel>
  );
}
