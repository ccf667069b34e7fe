import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Content, rankOf, type Sender } from '../../contract/message.ts';
import { isFields } from '../_whatsapp/fields.ts';
import { receiveEcho, receiveMessage } from '../_whatsapp/meta/receive.ts';
import { receiveStatus } from '../_whatsapp/meta/status.ts';
import type { Received, ReceivedStatus } from '../_whatsapp/port.ts';
import { split } from './split.ts';

const folder = join(import.meta.dirname, '../../test/fixtures/whatsapp');
const Person = z.object({
  waId: z.string().optional(),
  userId: z.string().optional(),
  name: z.string().optional(),
  username: z.string().optional(),
});
const Expectation = z.looseObject({
  messages: z.number(),
  statuses: z.number(),
  kinds: z.array(z.string()),
  texts: z.array(z.string()).optional(),
  textLengths: z.array(z.number()).optional(),
  textSha256: z.array(z.string()).optional(),
  contact: Person.optional(),
  contacts: z.array(Person).optional(),
  tolerant: z.boolean().optional(),
  finalStatus: z.record(z.string(), z.string()).optional(),
  bubbles: z.number().optional(),
});
const index = z
  .array(z.object({ file: z.string(), provider: z.string(), description: z.string(), expect: Expectation }))
  .parse(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')))
  .filter(({ provider }) => provider === 'meta');

const numbers = new Map([
  ['106540352242922', 'channel-a'],
  ['109876543210001', 'channel-b'],
]);
const receivedAt = Date.UTC(2026, 10, 23);

function read(file: string): { messages: Received[]; statuses: ReceivedStatus[]; inOrder: (Received | ReceivedStatus)[] } {
  const body: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  if (!isFields(body)) throw new Error('not an object');
  const inOrder = split(body, { tenant: 'tenant', channels: numbers }).items.flatMap((item): (Received | ReceivedStatus)[] => {
    if (item.type === 'message') return [receiveMessage({ ...item, receivedAt })];
    if (item.type === 'echo') return [];
    const status = receiveStatus(item.event, receivedAt);
    return status ? [status] : [];
  });
  const statuses = inOrder.filter((one): one is ReceivedStatus => 'status' in one);
  return { messages: inOrder.filter((one): one is Received => 'type' in one), statuses, inOrder };
}

function kindOf(one: Received | ReceivedStatus): string {
  if ('status' in one) return `status:${one.status}`;
  if (one.type === 'message') return one.message.content.kind;
  if (one.type === 'unreadable') return one.type;
  return one.annotation.type === 'reaction' && one.annotation.emoji === '' ? 'reaction_removed' : one.annotation.type;
}

function readable(content: Content): string[] {
  switch (content.kind) {
    case 'contacts':
      return content.cards.map(({ name }) => name);
    case 'location':
      return [content.name ?? ''];
    case 'button_reply':
    case 'list_reply':
      return [content.title];
    case 'system':
      return [];
    default:
      return [('media' in content ? content.media.caption : 'text' in content ? content.text : '') ?? ''];
  }
}
const textsOf = (one: Received): string[] => {
  if (one.type === 'message') return readable(one.message.content);
  return one.type === 'annotation'
    ? one.annotation.content
      ? readable(one.annotation.content)
      : [one.annotation.emoji ?? '']
    : [];
};
const senderOf = (one: Received): Sender | undefined =>
  one.type === 'message' ? one.message.sender : one.type === 'annotation' ? one.annotation.sender : undefined;

describe('recorded Meta webhooks', () => {
  it.each(index)('$file: $description', ({ file, expect: wanted }) => {
    const { messages, statuses, inOrder } = read(file);
    expect([messages.length, statuses.length]).toEqual([wanted.messages, wanted.statuses]);
    if (!wanted.tolerant) expect(inOrder.map(kindOf)).toEqual(wanted.kinds);
    const texts = messages.flatMap(textsOf).filter((text) => text !== '');
    if (wanted.texts) expect(texts).toEqual(wanted.texts);
    if (wanted.textLengths) expect(texts.map((text) => Array.from(text).length)).toEqual(wanted.textLengths);
    if (wanted.textSha256)
      expect(texts.map((text) => createHash('sha256').update(text).digest('hex'))).toEqual(wanted.textSha256);
    const senders = messages.map(senderOf).map((sender) => JSON.parse(JSON.stringify(Person.parse(sender))));
    if (wanted.contact) expect(senders).toEqual([wanted.contact]);
    if (wanted.contacts) expect(senders).toEqual(wanted.contacts);
    if (wanted.bubbles !== undefined) {
      expect(messages.filter((one) => one.type === 'message' && one.message.direction === 'in')).toHaveLength(wanted.bubbles);
    }
    const ids = statuses.map(({ providerId }) => providerId);
    const final = Object.fromEntries(
      ids.map((id) => {
        const reported = statuses.filter(({ providerId }) => providerId === id).map(({ status }) => status);
        return [id, reported.toSorted((a, b) => rankOf(b) - rankOf(a))[0]];
      }),
    );
    if (wanted.finalStatus) expect(final).toEqual(wanted.finalStatus);
  });

  const message = (file: string) => {
    const [only] = read(file).messages;
    if (only?.type !== 'message') throw new Error(`${file} is no message`);
    return only.message;
  };
  const annotation = (file: string) => {
    const [only] = read(file).messages;
    if (only?.type !== 'annotation') throw new Error(`${file} is no annotation`);
    return only.annotation;
  };
  const expected = (file: string) => index.find((entry) => entry.file === file)?.expect;

  it.each(
    ['15_button_template_quick_reply', '16_interactive_button_reply', '17_interactive_list_reply'].map((name) => `${name}.json`),
  )('%s: payload and quoted message', (file) => {
    const { content, replyTo } = message(file);
    expect(replyTo).toBe(expected(file)?.replyTo);
    expect(['payload' in content ? content.payload : 'id' in content ? content.id : '']).toEqual(expected(file)?.payloads);
  });

  it('voice, stickers, file names, forwarding, products, advertisements, flows, groups, places', () => {
    expect(message('10_document_pdf_arabic_name.json').content).toMatchObject({ media: { filename: 'عقد الإيجار ٢٠٢٦.pdf' } });
    expect(message('11_video_forwarded.json').forwarded).toBe(true);
    expect(message('12_sticker_animated.json').content).toMatchObject({ media: { animated: true } });
    expect(message('22_text_referred_product.json').product).toEqual(expected('22_text_referred_product.json')?.product);
    expect(message('24_referral_ctwa_image.json').referral).toMatchObject(
      expected('24_referral_ctwa_image.json')?.referral ?? { never: true },
    );
    expect(message('18_interactive_flow_nfm_reply.json').content).toMatchObject({
      answers: expected('18_interactive_flow_nfm_reply.json')?.flow,
    });
    expect(message('40_group_text.json').groupId).toBe(expected('40_group_text.json')?.groupId);
    expect(message('21_reply_context.json').replyTo).toBe(expected('21_reply_context.json')?.replyTo);
    expect(message('13_location_pin.json').content).toMatchObject({
      latitude: expect.any(Number),
      longitude: expect.any(Number),
    });
    expect(message('14_contacts_two_cards.json').content).toMatchObject({
      cards: [{ phones: [{ waId: '12025550188' }] }, { emails: ['ahmad@example.com'] }],
    });
    expect(message('23_order_cart.json').content).toMatchObject({
      items: [{ quantity: expect.any(Number), currency: expect.any(String) }, {}],
    });
    expect(message('27_unsupported_131051.json').content).toMatchObject({
      type: 'poll_creation',
      errorCodes: [131051],
      raw: expect.stringContaining('poll_creation'),
    });
    expect(message('39_call_permission_reply.json').content).toMatchObject({
      response: 'accept',
      permanent: false,
      expiresAt: '2026-11-27T09:00:00.000Z',
    });
  });

  it('what was written in the phone app, as said by us to the customer, and nothing else of the file', () => {
    const file = '36_smb_message_echo.json';
    const body: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    if (!isFields(body)) throw new Error('not an object');
    const { items, ...counts } = split(body, { tenant: 'tenant', channels: numbers });
    expect(counts).toEqual({ duplicates: 0, foreign: 0, unusable: 0, otherFields: 0 });
    const echoes = items.map((item) => receiveEcho({ ...item, receivedAt }));
    expect(echoes).toHaveLength(Number(expected(file)?.echoes));
    expect(echoes.flatMap(textsOf)).toEqual(expected(file)?.echoTexts);
    expect(echoes).toMatchObject([
      {
        type: 'message',
        from: { identities: ['bsuid:SA.20976530018842211730', 'wa:966500000123'] },
        message: { direction: 'out', sender: undefined },
      },
    ]);
    const customer = {
      field: 'messages',
      value: { metadata: {}, messages: [{ id: 'm', from: '966500000123', from_user_id: 'SA.20976530018842211730' }] },
    };
    const [message] = split(
      { entry: [{ changes: [{ ...customer, value: { ...customer.value, metadata: { phone_number_id: '106540352242922' } } }] }] },
      { tenant: 'tenant', channels: numbers },
    ).items;
    expect(items[0]?.group).toBe(message?.group);
  });

  it('targets of annotations, a number change, a group’s own conversation, a failure’s advice', () => {
    expect(annotation('19_reaction_add.json').target).toBe(expected('19_reaction_add.json')?.reactsTo);
    expect([annotation('34_edit_text.json').target]).toEqual(expected('34_edit_text.json')?.targets);
    expect([annotation('35_revoke.json').target]).toEqual(expected('35_revoke.json')?.targets);
    expect(message('26_system_user_changed_number.json').content).toMatchObject({
      change: expected('26_system_user_changed_number.json')?.identityChange,
    });
    const [group] = read('40_group_text.json').messages;
    expect(group).toMatchObject({ from: { identities: [expect.stringMatching(/^group:/)], facts: {} } });
    expect(read('30_status_failed_131047.json').statuses[0]?.failure).toMatchObject({
      code: '131047',
      advice: expect.stringContaining('template'),
    });
    expect(read('31_status_read_opaque_data.json').statuses[0]?.opaque).toBe('job:8841;agent:7');
  });
});
