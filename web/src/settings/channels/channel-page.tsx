import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Channel } from '../../../../contract/channels.ts';
import { useDesk } from '../../business/context.tsx';
import { Button } from '../../look/button.tsx';
import { Field } from '../../look/field.tsx';
import { useBase, useMay } from '../here.ts';
import { CopyField } from '../kit/copy-field.tsx';
import { Form } from '../kit/form.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useManagement } from '../kit/words.ts';
import { fresh, settingsKey, useChanged } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { ChannelDialog, type DialogName } from './channel-dialogs.tsx';
import { HealthFacts, HealthPills } from './health.tsx';
import { wrongIn } from './shapes.ts';
import { useChannelWords } from './words.ts';

export function ChannelPage({ id }: { id: string }) {
  const words = useChannelWords();
  const base = useBase();
  const { call, business } = useDesk();
  const query = useQuery({
    queryKey: settingsKey(business, 'channels', id),
    queryFn: ({ signal }) => call('GET /v1/channels/{id}', { params: { id } }, { signal }),
    ...fresh,
  });
  const up = { href: `${base}/channels`, label: words.title, always: true };
  return (
    <Page
      title={query.data?.name ?? words.title}
      hint={query.data ? <bdi dir="ltr">{query.data.number}</bdi> : undefined}
      up={up}
    >
      <ReadOnlyNote needs="integrations.manage" />
      <View query={query} skeleton={<Skeleton rows={3} height="h-40" />}>
        {(channel) => <ChannelPanels channel={channel} />}
      </View>
    </Page>
  );
}

function ChannelPanels({ channel }: { channel: Channel }) {
  const words = useChannelWords();
  const { call } = useDesk();
  const { put } = useChanged();
  const may = useMay('integrations.manage');
  const [dialog, setDialog] = useState<DialogName>();
  const { id } = channel;
  const check = async (): Promise<void> => {
    put(['channels', id], await call('POST /v1/channels/{id}/check', { params: { id } }));
  };
  return (
    <>
      <Panel title={words.health} actions={<HealthPills health={channel.health} />}>
        <HealthFacts channel={channel} />
        <Form label={words.checkNow} submit={check}>
          {() => null}
        </Form>
      </Panel>
      {may ? <Rename channel={channel} /> : null}
      <Panel title={words.webhook} hint={words.pasteHint[channel.provider]}>
        <CopyField label={words.webhookUrl[channel.provider]} value={channel.webhookUrl} />
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          <Fact name={words.provider}>
            <bdi>{words.providers[channel.provider]}</bdi>
          </Fact>
          {channel.provider === 'meta' ? (
            <>
              <Fact name={words.phoneNumberId}>
                <bdi dir="ltr">{channel.phoneNumberId}</bdi>
              </Fact>
              <Fact name={words.wabaId}>
                <bdi dir="ltr">{channel.wabaId}</bdi>
              </Fact>
            </>
          ) : (
            <Fact name={words.accountSid}>
              <bdi dir="ltr">{channel.accountSid}</bdi>
            </Fact>
          )}
        </dl>
      </Panel>
      {may ? (
        <Panel title={words.secrets} hint={words.secretsHint}>
          <div className="flex flex-wrap gap-3">
            {channel.provider === 'meta' ? (
              <>
                <Button onClick={() => setDialog('access-token')}>{words.replaceAccessToken}</Button>
                <Button onClick={() => setDialog('app-secret')}>{words.replaceAppSecret}</Button>
                <Button onClick={() => setDialog('verify-token')}>{words.replaceVerifyToken}</Button>
              </>
            ) : (
              <Button onClick={() => setDialog('auth-token')}>{words.replaceAuthToken}</Button>
            )}
            <Button className="text-danger!" onClick={() => setDialog('disconnect')}>
              {words.disconnect}
            </Button>
          </div>
        </Panel>
      ) : null}
      {dialog ? <ChannelDialog name={dialog} channel={channel} close={() => setDialog(undefined)} /> : null}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Rename({ channel }: { channel: Channel }) {
  const words = useChannelWords();
  const common = useManagement();
  const { call } = useDesk();
  const { put, reload } = useChanged();
  const [name, setName] = useState(channel.name);
  const { id } = channel;
  const submit = async (): Promise<void> => {
    const body = { name: name.trim() };
    put(['channels', id], await call('PATCH /v1/channels/{id}', { params: { id }, body, ifMatch: channel.version }));
  };
  return (
    <Panel title={words.rename}>
      <Form
        label={common.save}
        disabled={name.trim() === channel.name}
        check={() => wrongIn({ name: name.trim() }, words)}
        submit={submit}
        // With the newer version on the page, the same press saves on top of it: a name is whole or not.
        handled={() => {
          void reload('channels', id);
          return false;
        }}
      >
        {(errors) => (
          <Field
            label={words.name}
            hint={words.nameHint}
            dir="auto"
            maxLength={60}
            autoComplete="off"
            value={name}
            error={errors.name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
        )}
      </Form>
    </Panel>
  );
}
