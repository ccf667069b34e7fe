import { describe, expect, it } from 'vitest';
import {
  body,
  channel,
  fixture,
  hookId,
  noon,
  nothingPrivate,
  nothingWritten,
  secret,
  signed,
  tenant,
  text,
  value,
  webhookDesk,
} from '../../test/engine/webhook-desk.ts';
import { independentSignature } from '../../test/helpers/sign.ts';
import { split } from './split.ts';

describe('the body', () => {
  it.each([
    ['no JSON', '{"entry":', 400],
    ['empty', '', 400],
    ['no object', '[]', 400],
    ['null', 'null', 400],
    [
      'unknown fields only',
      '{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"from_the_future","value":{}}]}]}',
      200,
    ],
    [
      'odd shapes',
      '{"entry":[null,7,{"changes":{"a":1}},{"changes":[null,{"field":"messages"},{"field":"messages","value":[]}]}]}',
      200,
    ],
  ])('%s, well signed', async (_, raw, status) => {
    const here = webhookDesk();
    expect(await here.ask(signed(raw))).toBe(status);
    nothingWritten(here);
  });

  it('over 3 MB, or compressed, is refused before anything else', async () => {
    const here = webhookDesk();
    expect(await here.ask({ body: 'x'.repeat(3 * 1024 * 1024 + 1), headers: {} })).toBe(413);
    const compressed = signed(body());
    expect(await here.ask({ ...compressed, headers: { ...compressed.headers, 'content-encoding': 'gzip' } })).toBe(415);
    expect(here.state.reads).toBe(0);
  });

  it('of 3 MB is taken', async () => {
    const here = webhookDesk();
    const parts = Array.from({ length: 30 }, (_, index) => text(`wamid.${index}`, { padding: 'y'.repeat(100_000) }));
    expect(await here.ask(signed(body(value({ messages: parts }))))).toBe(200);
    expect(here.jobs().map(({ event }) => ('inline' in event ? (event.inline as { id: string }).id : ''))).toEqual(
      parts.map(({ id }) => id),
    );
  });

  it('with bytes that are no UTF-8 is taken when they are what was signed', async () => {
    const raw = Buffer.concat([Buffer.from('{"entry":[],"x":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const headers = { 'x-hub-signature-256': independentSignature(secret, raw) };
    expect(await webhookDesk().ask({ body: raw.toString('base64'), isBase64Encoded: true, headers })).toBe(200);
  });
});

describe('a report of the account', () => {
  const report = (field: string, given: object, id: unknown = '102290129340398') =>
    JSON.stringify({ entry: [{ id, time: 1795165440, changes: [{ field, value: given }] }] });

  it('is queued for the worker, once however often it comes', async () => {
    const here = webhookDesk();
    const quality = report('phone_number_quality_update', { event: 'FLAGGED', display_phone_number: '15550783881' });
    await here.ask(signed(quality));
    await here.ask(signed(quality));
    const [job] = here.jobs();
    expect(job).toMatchObject({
      type: 'account',
      tenant,
      event: { inline: { account: '102290129340398', field: 'phone_number_quality_update', value: { event: 'FLAGGED' } } },
    });
    expect(new Set(here.state.entries.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).size).toBe(1);
    expect(JSON.parse(here.state.lines[0] ?? '{}')).toMatchObject({ reports: 1 });
    nothingPrivate(here);
  });

  it.each([
    ['of another field', report('message_template_status_update', { event: 'APPROVED' })],
    ['without an account', report('account_update', { event: 'DISABLED_UPDATE' }, null)],
    ['that is no object', report('account_update', [])],
  ])('%s is taken and not kept', async (_, raw) => {
    const here = webhookDesk();
    expect(await here.ask(signed(raw))).toBe(200);
    nothingWritten(here);
  });
});

describe('the items', () => {
  it('of a number that was connected a moment ago are not dropped', async () => {
    const here = webhookDesk();
    await here.ask(signed(body(value({ messages: [text('wamid.1')] }))));
    const channels = { M: { '106540352242922': { S: channel }, '109876543210001': { S: '01kabcdefghjkmnpqrstvwxyz2' } } };
    here.state.item = { ...here.state.item, channels };
    here.state.now += 10;
    await here.ask(signed(body(value({ messages: [text('wamid.2')] }, '109876543210001'))));
    expect(here.jobs().map(({ channelId }) => channelId)).toEqual([channel, '01kabcdefghjkmnpqrstvwxyz2']);
  });

  it('keep their order, their contact and the errors beside them', async () => {
    const here = webhookDesk();
    const contacts = [{ wa_id: '12025550143', profile: { name: 'Sara Whitfield' } }, { wa_id: '966500000123' }];
    const messages = [text('wamid.1'), text('wamid.2', { from: '966500000123' }), text('wamid.3', { from: '1' })];
    await here.ask(signed(body(value({ contacts, messages, errors: [{ code: 131000 }] }))));
    const jobs = here.jobs();
    expect(jobs.map(({ contact }) => contact)).toEqual([contacts[0], contacts[1], undefined]);
    expect(jobs[0]).toMatchObject({
      tenant,
      channelId: channel,
      provider: 'meta',
      type: 'message',
      receivedAt: noon,
      errors: [{ code: 131000 }],
    });
    expect(new Set(here.state.entries.map(({ MessageGroupId }) => MessageGroupId)).size).toBe(3);
  });

  it('of one customer share a group, and the customer’s number is nowhere in the queue’s metadata', async () => {
    const here = webhookDesk();
    await here.ask(signed(body(value({ messages: [text('wamid.1'), text('wamid.2')] }))));
    const [one, other] = here.state.entries;
    expect(one?.MessageGroupId).toBe(other?.MessageGroupId);
    for (const { MessageGroupId, MessageDeduplicationId } of here.state.entries) {
      expect([MessageGroupId, MessageDeduplicationId]).toEqual([
        expect.stringMatching(/^[\w-]{43}$/),
        expect.stringMatching(/^[\w-]{43}$/),
      ]);
    }
  });

  it('twice in one body are queued once; the same status of two members is two', async () => {
    const here = webhookDesk();
    const status = { id: 'wamid.9', status: 'read', timestamp: '1', recipient_type: 'group' };
    const statuses = [
      { ...status, recipient_participant_id: '1' },
      { ...status, recipient_participant_id: '2' },
      { ...status, recipient_participant_id: '1' },
    ];
    await here.ask(
      signed(body(value({ messages: [text('wamid.1'), text('wamid.1')] }), value({ messages: [text('wamid.1')], statuses }))),
    );
    expect(here.jobs().map(({ type }) => type)).toEqual(['message', 'status', 'status']);
    expect(JSON.parse(here.state.lines.at(-1) ?? '{}')).toMatchObject({ duplicates: 3, messages: 1, statuses: 2 });
  });

  it('of one business cannot keep those of another out of the queue', () => {
    const webhook = JSON.parse(body(value({ messages: [text('wamid.1')], statuses: [{ id: 'wamid.1', status: 'read' }] })));
    const channels = new Map([['106540352242922', channel]]);
    const ids = ['a1', 'a11'].flatMap((owner) =>
      split(webhook, { tenant: owner, channels }).items.map((item) => item.deduplication),
    );
    expect(new Set(ids).size).toBe(4);
  });

  it('of numbers that are not this business’s are dropped, the rest is kept', async () => {
    const here = webhookDesk();
    await here.ask(
      signed(
        body(value({ messages: [text('wamid.1')] }, '999'), value({ messages: [text('wamid.2')] }), {
          messages: [text('wamid.3')],
        }),
      ),
    );
    expect(here.jobs().map(({ event }) => event)).toEqual([{ inline: text('wamid.2') }]);
    expect(JSON.parse(here.state.lines.at(-1) ?? '{}')).toMatchObject({ foreign: 2, messages: 1, hookId, tenant });
    nothingPrivate(here);
  });

  it('that are broken do not cost the good ones beside them', async () => {
    const here = webhookDesk();
    const bad = [null, 'x', 7, {}, { id: '' }, { id: {} }];
    await here.ask(
      signed(
        body(
          value({
            messages: [...bad, text('wamid.1')],
            statuses: [...bad, { id: 'wamid.2', status: 'read' }],
            contacts: 'x',
            errors: {},
          }),
        ),
      ),
    );
    expect(here.state.entries).toHaveLength(2);
    expect(JSON.parse(here.state.lines.at(-1) ?? '{}')).toMatchObject({ unusable: 12 });
  });

  it('nested too deep to be written again leave a trace, and the good one beside them', async () => {
    const here = webhookDesk();
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const raw = body(value({ messages: [text('wamid.1', { text: 'DEEP' }), text('wamid.2')] })).replace('"DEEP"', deep);
    expect(await here.ask(signed(raw))).toBe(200);
    const [first, second] = here.jobs();
    expect(first?.event).toMatchObject({
      inline: { id: 'wamid.1', from: '12025550143', type: 'unsupported', unsupported: { type: 'text' } },
    });
    expect(second?.event).toEqual({ inline: text('wamid.2') });
  });

  it('too large for a queue message go through the bucket', async () => {
    const here = webhookDesk();
    const large = text('wamid.1', { text: { body: 'ش'.repeat(100_000) } });
    await here.ask(signed(body(value({ messages: [large, text('wamid.2')], contacts: [{ wa_id: '12025550143' }] }))));
    const [first] = here.jobs();
    expect(first?.event).toEqual({ key: expect.stringMatching(new RegExp(`^intake/${tenant}/[0-9a-f-]{36}$`)) });
    const key = first && 'key' in first.event ? first.event.key : '';
    expect(JSON.parse(here.state.objects.get(key) ?? '')).toEqual({ event: large, contact: { wa_id: '12025550143' } });
    expect(here.state.entries).toHaveLength(2);
  });

  it('are in the queue as characters that it accepts', async () => {
    const here = webhookDesk();
    await here.ask(signed(body(value({ messages: [text('wamid.1', { text: { body: 'a\ufffeb\uffffc\u0000d\ud800' } })] }))));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what the queue refuses
    expect(here.state.entries[0]?.MessageBody).not.toMatch(/[\u0000-\u0008\ufffe\uffff\ud800-\udfff]/);
    expect(here.jobs()[0]?.event).toMatchObject({ inline: { text: { body: 'a\ufffeb\uffffc\u0000d\ud800' } } });
  });

  it('that the queue refuses make the provider repeat all of it', async () => {
    const here = webhookDesk();
    here.state.refuse.add('all');
    expect(await here.ask(signed(body(value({ messages: [text('wamid.1')] }))))).toBe(500);
    expect(JSON.parse(here.state.lines.at(-1) ?? '{}')).toMatchObject({ level: 'ERROR', failed: 1 });
    nothingPrivate(here);
    here.state.refuse.clear();
    expect(await here.ask(signed(body(value({ messages: [text('wamid.1')] }))))).toBe(200);
  });

  it('of every recorded webhook are answered with 200', async () => {
    for (const file of [
      '37_history_chunk.json',
      '38_call_connect_user_initiated.json',
      '44_user_preferences_stop.json',
      '45_dashboard_test_sample.json',
    ]) {
      const here = webhookDesk();
      expect(await here.ask(signed(fixture(file)))).toBe(200);
      nothingWritten(here);
      nothingPrivate(here);
    }
  });
});
