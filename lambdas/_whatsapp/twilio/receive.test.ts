import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Content, Message } from '../../../contract/message.ts';
import { receiveMessage, receiveStatus } from './receive.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const common = { MessageSid: 'SM1', From: 'whatsapp:+12025550143', WaId: '12025550143', NumMedia: '0' };

function said(fields: Readonly<Record<string, string | undefined>>) {
  const received = receiveMessage({ ...common, ...fields }, noon);
  if (received.type !== 'message') throw new Error(`no message: ${JSON.stringify(received)}`);
  return received;
}
const contentOf = (fields: Readonly<Record<string, string | undefined>>) => said(fields).message.content;

describe('a message', () => {
  it.each<[string, Record<string, string>, object]>([
    ['text', { Body: 'hi' }, { kind: 'text', text: 'hi' }],
    ['text of a type from the future', { Body: 'hi', MessageType: 'hologram' }, { kind: 'text', text: 'hi' }],
    ['place at zero', { Latitude: '0', Longitude: '0' }, { kind: 'location', latitude: 0, longitude: 0 }],
    [
      'row of a list',
      { Body: 'Two', ListId: 'row-2', ListTitle: 'Two', ListDescription: 'the second', MessageType: 'interactive' },
      { kind: 'list_reply', id: 'row-2', title: 'Two', description: 'the second' },
    ],
    ['row without a title', { Body: 'Two', ListId: 'row-2' }, { kind: 'list_reply', id: 'row-2', title: 'Two' }],
    [
      'button of ours',
      { Body: 'Yes', ButtonText: 'Yes', ButtonPayload: 'y', MessageType: 'interactive' },
      { kind: 'button_reply', id: 'y', title: 'Yes' },
    ],
    [
      'button of a template',
      { Body: 'Yes', ButtonPayload: 'y', MessageType: 'button' },
      { kind: 'button', text: 'Yes', payload: 'y' },
    ],
    ['flow', { InteractiveData: '{"day":"2026-12-01"}' }, { kind: 'nfm_reply', text: '', answers: { day: '2026-12-01' } }],
    ['flow that is no JSON', { InteractiveData: '{"day"' }, { kind: 'nfm_reply', answers: undefined }],
    [
      'nothing to show',
      { Body: '', MessageType: 'poll', Extra: 'kept' },
      { kind: 'unsupported', type: 'poll', raw: expect.stringContaining('kept') },
    ],
    ['an error', { Body: '', ErrorCode: '63021' }, { kind: 'unsupported', errorCodes: [63021] }],
  ])('is read: %s', (_, fields, expected) => expect(contentOf(fields)).toMatchObject(expected));

  it.each([
    ['image', 'image/jpeg', 'image'],
    ['video', 'video/mp4', 'video'],
    ['audio', 'audio/ogg', 'audio'],
    ['document', 'application/pdf', 'document'],
    ['sticker', 'image/webp', 'sticker'],
    ['contacts', 'text/vcard', 'document'],
    ['', 'image/png', 'image'],
    ['', 'audio/mpeg', 'audio'],
    ['', 'application/zip', 'document'],
    ['', '', 'document'],
  ])('with a file of type “%s”, %s, is of kind %s', (MessageType, MediaContentType0, kind) => {
    const file = { NumMedia: '1', MediaUrl0: 'https://api.twilio.com/x', MediaContentType0, MessageType, Body: 'look' };
    expect(contentOf(file)).toMatchObject({ kind, media: { providerMediaId: 'https://api.twilio.com/x', caption: 'look' } });
    expect(contentOf({ ...file, Body: '' })).not.toHaveProperty('media.caption', expect.anything());
  });

  it('with several files is one message for each, and says what it says once', () => {
    const files = { NumMedia: '2', MediaUrl0: 'https://a', MediaUrl1: 'https://b', MediaContentType1: 'image/png', Body: 'both' };
    expect(said({ ...files, nth: '1' })).toMatchObject({
      providerId: 'SM1/1',
      message: { content: { kind: 'image', media: { providerMediaId: 'https://b', caption: undefined } } },
    });
    expect(said(files)).toMatchObject({ providerId: 'SM1', message: { content: { media: { caption: 'both' } } } });
  });

  it('with a file that has no address is kept as what cannot be shown', () => {
    expect(contentOf({ NumMedia: '1', Body: '' })).toMatchObject({ kind: 'unsupported' });
  });

  it('is of the number and of the business-scoped id, of the id alone where the number is hidden', () => {
    const both = said({
      Body: 'x',
      ExternalUserId: 'whatsapp:US.1',
      ParentExternalUserId: 'US.ENT.1',
      ProfileUsername: '@sara',
      ProfileName: 'Sara',
    });
    expect(both.from.identities).toEqual(['bsuid:US.1', 'wa:12025550143']);
    expect(both.message.sender).toEqual({
      waId: '12025550143',
      userId: 'US.1',
      parentUserId: 'US.ENT.1',
      username: 'sara',
      name: 'Sara',
    });
    const hidden = said({ Body: 'x', From: 'whatsapp:US.1', WaId: undefined });
    expect(hidden.from.identities).toEqual(['bsuid:US.1']);
    expect(hidden.message.sender?.waId).toBeUndefined();
  });

  it('without an id or a sender says so', () => {
    expect(receiveMessage({ ...common, MessageSid: '' }, noon)).toEqual({ type: 'unreadable', reason: 'no-id' });
    expect(receiveMessage({ MessageSid: 'SM1' }, noon)).toEqual({ type: 'unreadable', reason: 'no-sender' });
    expect(receiveMessage('SM1', noon)).toEqual({ type: 'unreadable', reason: 'not-an-object' });
    expect(receiveMessage({ ...common, MessageSid: undefined, SmsSid: 'SM2', Body: 'x' }, noon)).toMatchObject({
      providerId: 'SM2',
    });
  });

  it('says what it answers, that it was forwarded, and nothing of an advertisement that is not there', () => {
    const { message } = said({
      Body: 'x',
      OriginalRepliedMessageSid: 'SM0',
      FrequentlyForwarded: 'true',
      ReferralSourceId: '',
      ReferralNumMedia: '0',
    });
    expect(message).toMatchObject({ replyTo: 'SM0', forwarded: true, frequentlyForwarded: true });
    expect(message.referral).toBeUndefined();
    expect(said({ Body: 'x', Forwarded: 'false' }).message.forwarded).toBeUndefined();
  });

  it('is one that can be kept, whatever its fields hold', () => {
    const names = [
      'Body',
      'MessageType',
      'MediaUrl0',
      'MediaContentType0',
      'NumMedia',
      'Latitude',
      'Longitude',
      'ListId',
      'ListTitle',
    ];
    const more = [
      'ButtonPayload',
      'ButtonText',
      'InteractiveData',
      'ErrorCode',
      'ProfileName',
      'ExternalUserId',
      'nth',
      'ReferralBody',
    ];
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('', '1', '-1', '1e999', 'NaN', '0x10', 'x'.repeat(70_000), '__proto__', '\ud800'),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names, ...more), value), (fields) => {
        const received = receiveMessage({ ...fields, ...common, NumMedia: fields.NumMedia ?? '0' }, noon);
        if (received.type !== 'message') throw new Error('no message');
        Content.parse(received.message.content);
        Message.shape.sender.parse(received.message.sender);
        expect(Buffer.byteLength(JSON.stringify(received))).toBeLessThan(350_000);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a status', () => {
  it.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
    ['failed', 'failed'],
    ['undelivered', 'failed'],
  ])('%s is %s', (MessageStatus, status) => {
    expect(receiveStatus({ MessageSid: 'SM1', MessageStatus, To: 'whatsapp:+12025550143', key: 'k' }, noon)).toMatchObject({
      providerId: 'SM1',
      status,
      at: noon,
      recipients: ['wa:12025550143'],
      opaque: 'k',
    });
  });

  it.each([
    [{}],
    [{ MessageSid: 'SM1' }],
    [{ MessageStatus: 'read' }],
    [{ MessageSid: 'SM1', MessageStatus: 'queued' }],
    ['x'],
    [null],
  ])('%j is none', (event) => expect(receiveStatus(event, noon)).toBeUndefined());

  it('that failed says why, as far as Twilio says', () => {
    const failed = { MessageSid: 'SM1', MessageStatus: 'failed' };
    expect(receiveStatus({ ...failed, ErrorCode: '63024' }, noon)?.failure).toMatchObject({ code: '63024' });
    expect(receiveStatus(failed, noon)?.failure?.advice).toMatch(/./);
  });
});
