import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Annotation, Content, Sender } from '../../../contract/message.ts';
import { receiveMessage } from './receive.ts';
import { receiveStatus } from './status.ts';

const receivedAt = Date.UTC(2026, 10, 23);
const basics = { id: 'wamid.1', from: '12025550143', from_user_id: 'US.1', timestamp: '1795165440' };
const read = (event: unknown, besides: { contact?: unknown; errors?: unknown } = {}) =>
  receiveMessage({ event, receivedAt, ...besides });
const content = (event: object): Content | undefined => {
  const received = read({ ...basics, ...event });
  return received.type === 'message' ? received.message.content : undefined;
};

/** JSON of any shape, with the provider's own names among its keys. */
const words = [
  'id',
  'type',
  'from',
  'text',
  'body',
  'image',
  'interactive',
  'reaction',
  'edit',
  'system',
  'contacts',
  'context',
  'message',
  'name',
];
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie('value'), { maxKeys: 6 }),
})).value;
const kinds = [
  'text',
  'image',
  'audio',
  'document',
  'location',
  'contacts',
  'button',
  'interactive',
  'reaction',
  'order',
  'system',
  'edit',
  'revoke',
  'request_welcome',
  'unsupported',
  'hologram',
  '__proto__',
  'constructor',
];

describe('reading a message', () => {
  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(anything, anything, anything, (event, contact, errors) => {
        read(event, { contact, errors });
        receiveStatus(event, receivedAt);
      }),
      { numRuns: 2000 },
    );
  });

  it('makes something valid of everything that has an id and a sender', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anything, anything, (type, part, context) => {
        const received = read({ ...basics, type, [type]: part, context });
        expect(received.type).not.toBe('unreadable');
        if (received.type === 'message') Content.parse(received.message.content);
        if (received.type === 'annotation') Annotation.parse(received.annotation);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps text: all of it, but for half surrogate pairs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), (body) => {
        expect(content({ type: 'text', text: { body } })).toEqual({ kind: 'text', text: body.toWellFormed() });
      }),
    );
    const invisible = 'a\u0000b\u200b\u200d\ufeff\u202e\u2066\u00ad\ud800c';
    expect(content({ type: 'text', text: { body: invisible } })).toEqual({
      kind: 'text',
      text: invisible.replace('\ud800', '\ufffd'),
    });
  });

  it.each([
    ['an unknown kind', { type: 'hologram', hologram: { x: 1 } }, 'hologram'],
    ['a known kind without its object', { type: 'image' }, 'image'],
    ['media without an id', { type: 'image', image: { mime_type: 'image/png' } }, 'image'],
    ['an interactive answer without the answer', { type: 'interactive', interactive: { type: 'list_reply' } }, 'interactive'],
    ['an unknown interactive kind', { type: 'interactive', interactive: { type: 'seance', seance: {} } }, 'interactive'],
    ['a reaction to nothing', { type: 'reaction', reaction: { emoji: '👍' } }, 'reaction'],
    ['an edit of nothing', { type: 'edit', edit: { original_message_id: 'wamid.0' } }, 'edit'],
    ['no kind', {}, undefined],
  ])('shows a placeholder for %s, with what came', (_, event, type) => {
    const shown = content(event);
    expect(shown).toMatchObject({ kind: 'unsupported', raw: JSON.stringify({ ...basics, ...event }) });
    expect(shown?.kind === 'unsupported' && shown.type).toBe(type);
  });

  it('keeps at most 8 KB of what it cannot show, and the provider’s codes from both places', () => {
    const event = {
      ...basics,
      type: 'interactive',
      interactive: { type: 'x', text: 'ش'.repeat(20_000) },
      errors: [{ code: 131051 }],
    };
    const received = read(event, { errors: [{ code: 131000 }, { code: 131051 }, 'x', { code: '7' }] });
    const shown = received.type === 'message' ? received.message.content : undefined;
    expect(shown).toMatchObject({ kind: 'unsupported', errorCodes: [131051, 131000, 7] });
    expect(Buffer.byteLength(shown?.kind === 'unsupported' ? (shown.raw ?? '') : '')).toBeLessThanOrEqual(8195);
  });

  it('takes 0 for a place', () => {
    expect(content({ type: 'location', location: { latitude: 0, longitude: 0 } })).toMatchObject({
      kind: 'location',
      latitude: 0,
      longitude: 0,
    });
  });

  it('reads a shared phone number that has no name', () => {
    const contacts = [{ origin: 'contact_request', phones: [{ phone: '+1 202', wa_id: '1202', type: 'CELL' }] }];
    expect(content({ type: 'contacts', contacts })).toMatchObject({
      kind: 'contacts',
      cards: [{ name: '', phones: [{ waId: '1202' }] }],
    });
  });

  it('keeps a flow’s text when its answers do not parse', () => {
    const nfm = { name: 'flow', body: 'Sent', response_json: '{"broken' };
    expect(content({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: nfm } })).toEqual({
      kind: 'nfm_reply',
      name: 'flow',
      text: 'Sent',
      answers: undefined,
    });
  });

  it('calls a removed reaction one without emoji', () => {
    for (const emoji of ['', undefined]) {
      expect(read({ ...basics, type: 'reaction', reaction: { message_id: 'wamid.0', emoji } })).toMatchObject({
        annotation: { emoji: '' },
      });
    }
  });

  it('shows an opened chat as an event, not as something said', () => {
    expect(read({ ...basics, type: 'request_welcome' })).toMatchObject({
      message: { direction: 'event', content: { kind: 'request_welcome' } },
    });
  });

  it('uses the time of arrival only where the provider gives none', () => {
    expect(read({ ...basics, type: 'text' })).toMatchObject({ at: 1795165440_000 });
    for (const timestamp of [undefined, 'soon', '-1', '1e99', null])
      expect(read({ ...basics, timestamp })).toMatchObject({ at: receivedAt });
  });
});

describe('who wrote', () => {
  const who = (event: object, contact?: object) => {
    const received = read({ id: 'wamid.1', timestamp: '1795165440', type: 'text', text: { body: 'x' }, ...event }, { contact });
    const sender = received.type === 'message' ? received.message.sender : undefined;
    return {
      reason: 'reason' in received ? received.reason : undefined,
      sender,
      identities: 'from' in received ? received.from.identities : [],
    };
  };

  it('may have no phone number, and none is made up', () => {
    const contact = { user_id: 'AE.6', profile: { name: 'Layla', username: '@layla.designs' } };
    const { sender, identities } = who({ from_user_id: 'AE.6' }, contact);
    expect(Sender.parse(sender)).toEqual({ userId: 'AE.6', name: 'Layla', username: 'layla.designs' });
    expect(identities).toEqual(['bsuid:AE.6']);
  });

  it('is recognised when a relay puts the id where the number belongs', () => {
    expect(who({ from: 'US.13491208655302741918' })).toMatchObject({ identities: ['bsuid:US.13491208655302741918'] });
    expect(who({}, { wa_id: 'US.13491208655302741918' })).toMatchObject({ identities: ['bsuid:US.13491208655302741918'] });
    expect(who({ from: '+12025550143' })).toMatchObject({ identities: ['wa:12025550143'] });
  });

  it('is the group, in a group, with the member on the message', () => {
    expect(who({ from: '905550000456', group_id: 'Y2Fw' })).toMatchObject({
      identities: ['group:Y2Fw'],
      sender: { waId: '905550000456' },
    });
  });

  it('never becomes part of a key as it is when it could break one', () => {
    const { identities } = who({ from_user_id: 'US.1#WHO#*' });
    expect(identities).toEqual([expect.stringMatching(/^bsuid:sha256-[\w-]{43}$/)]);
  });

  it('is missing: nothing can be made of it', () => {
    expect(who({}).reason).toBe('no-sender');
    expect(read({ ...basics, id: '' })).toEqual({ type: 'unreadable', reason: 'no-id' });
    expect(read('text')).toEqual({ type: 'unreadable', reason: 'not-an-object' });
  });
});

describe('system messages', () => {
  it('tell of a new number or of a new id where no number may be shared', () => {
    const system = { type: 'user_changed_user_id', user_id: 'US.2', previous_user_id: 'US.1', body: 'x' };
    const { from: _, ...withoutNumber } = basics;
    expect(read({ ...withoutNumber, type: 'system', system })).toMatchObject({
      from: { identities: ['bsuid:US.1'] },
      becomes: { identities: ['bsuid:US.2'] },
      message: { direction: 'event', content: { change: { fromUserId: 'US.1', toUserId: 'US.2' } } },
    });
  });

  it('of another kind are events of the same customer', () => {
    const received = read({ ...basics, type: 'system', system: { type: 'customer_identity_changed', body: 'x', identity: {} } });
    expect(received).toMatchObject({
      from: { identities: ['bsuid:US.1', 'wa:12025550143'] },
      message: { direction: 'event', content: { event: 'customer_identity_changed' } },
    });
    expect(received.type === 'message' && received.becomes).toBeUndefined();
  });
});

describe('statuses', () => {
  const status = { id: 'wamid.1', status: 'delivered', timestamp: '1795165440', recipient_id: '1202' };
  it('are of messages only, and only those the provider may report', () => {
    expect(receiveStatus(status, receivedAt)).toMatchObject({ providerId: 'wamid.1', status: 'delivered', at: 1795165440_000 });
    for (const other of [{ type: 'payment' }, { type: 'call' }, { id: undefined }, { status: 'queued' }, { status: 'warped' }]) {
      expect(receiveStatus({ ...status, ...other }, receivedAt)).toBeUndefined();
    }
  });

  it('say why a message failed, whatever the provider leaves out', () => {
    expect(receiveStatus({ ...status, status: 'failed', errors: [{ code: 131026 }] }, receivedAt)?.failure?.code).toBe('131026');
    expect(receiveStatus({ ...status, status: 'failed' }, receivedAt)?.failure?.code).toBe('131000');
    expect(receiveStatus({ ...status, errors: [{ code: 131026 }] }, receivedAt)?.failure).toBeUndefined();
  });
});
