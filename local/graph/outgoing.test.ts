import { describe, expect, it } from 'vitest';
import { readOutgoing } from './outgoing.ts';

const read = (body: object) => readOutgoing({ messaging_product: 'whatsapp', to: '+1 (202) 555-0143', ...body });
const codeOf = (body: object) => {
  const result = read(body);
  return result.kind === 'invalid' ? result.failure.code : result.kind;
};
const body = { text: 'Choose' };
const buttons = (...titles: string[]) => ({
  type: 'interactive',
  interactive: {
    type: 'button',
    body,
    action: { buttons: titles.map((title, id) => ({ type: 'reply', reply: { id: `b${id}`, title } })) },
  },
});
const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id: `r${id}`, title: `Row ${id}` }));
const list = (...sections: object[]) => ({
  type: 'interactive',
  interactive: { type: 'list', body, action: { button: 'Open', sections } },
});

describe('a send that the provider takes', () => {
  it.each([
    ['text', { type: 'text', text: { body: 'x'.repeat(4096), preview_url: true } }],
    ['text without a type', { text: { body: 'hello' } }],
    ['image by id', { type: 'image', image: { id: '1', caption: 'c'.repeat(1024) } }],
    ['document by link', { type: 'document', document: { link: 'https://example.com/a.pdf', filename: 'a.pdf' } }],
    ['voice note', { type: 'audio', audio: { id: '1', voice: true } }],
    ['location at 0, 0', { type: 'location', location: { latitude: 0, longitude: 0 } }],
    ['contacts', { type: 'contacts', contacts: [{ name: { formatted_name: 'Dana', first_name: 'Dana' }, phones: [] }] }],
    ['three buttons', buttons('One', 'Two', 'x'.repeat(20))],
    ['ten rows', list({ title: 'A', rows: rows(10) })],
    [
      'link button',
      {
        type: 'interactive',
        interactive: {
          type: 'cta_url',
          body,
          action: { name: 'cta_url', parameters: { display_text: 'Go', url: 'https://example.com' } },
        },
      },
    ],
    [
      'ask for the place',
      { type: 'interactive', interactive: { type: 'location_request_message', body, action: { name: 'send_location' } } },
    ],
    ['template', { type: 'template', template: { name: 'hello_world', language: { code: 'en' } } }],
    ['reaction and its removal', { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '' } }],
  ])('%s', (_, fields) => expect(codeOf(fields)).toBe('message'));

  it('keeps the destination, the quote and the opaque data', () => {
    expect(read({ text: { body: 'a' }, context: { message_id: 'wamid.q' }, biz_opaque_callback_data: 'k' })).toMatchObject({
      recipient: { by: 'phone', waId: '12025550143', input: '+1 (202) 555-0143' },
      replyTo: 'wamid.q',
      opaque: 'k',
    });
  });

  it('goes to a user id by recipient; is lost by to; to wins over recipient', () => {
    const text = { text: { body: 'a' } };
    expect(read({ ...text, to: undefined, recipient: 'US.13491208655302741918' })).toMatchObject({ recipient: { by: 'user' } });
    expect(read({ ...text, to: 'US.13491208655302741918' })).toMatchObject({ recipient: { by: 'lost' } });
    expect(read({ ...text, recipient: 'US.13491208655302741918' })).toMatchObject({ recipient: { by: 'phone' } });
  });

  it('is a read receipt with the typing indicator', () => {
    const receipt = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.x' };
    expect(readOutgoing(receipt)).toEqual({ kind: 'receipt', messageId: 'wamid.x', typing: false });
    expect(readOutgoing({ ...receipt, typing_indicator: { type: 'text' } })).toMatchObject({ typing: true });
  });
});

describe('a send that the provider refuses', () => {
  it.each([
    ['no JSON object', 100, () => readOutgoing('hello')],
    ['nothing', 100, () => readOutgoing(undefined)],
    ['no messaging_product', 100, () => readOutgoing({ to: '1', text: { body: 'a' } })],
    ['no recipient', 100, () => readOutgoing({ messaging_product: 'whatsapp', text: { body: 'a' } })],
    ['a recipient that is no number', 131009, () => read({ to: 'Sara', text: { body: 'a' } })],
    ['an unknown type', 131009, () => read({ type: 'poll', poll: {} })],
    ['no text object', 131008, () => read({ type: 'text' })],
    ['no body', 131008, () => read({ type: 'text', text: {} })],
    ['an empty body', 131009, () => read({ type: 'text', text: { body: '' } })],
    ['4097 characters', 100, () => read({ type: 'text', text: { body: 'x'.repeat(4097) } })],
    ['a caption on audio', 100, () => read({ type: 'audio', audio: { id: '1', caption: 'x' } })],
    ['an image by id and link', 131009, () => read({ type: 'image', image: { id: '1', link: 'https://example.com/a.png' } })],
    ['opaque data of 513', 131009, () => read({ text: { body: 'a' }, biz_opaque_callback_data: 'x'.repeat(513) })],
    ['four buttons', 131009, () => read(buttons('1', '2', '3', '4'))],
    ['a button title of 21', 131009, () => read(buttons('x'.repeat(21)))],
    ['two buttons alike', 131009, () => read(buttons('Yes', 'Yes'))],
    ['eleven rows', 131009, () => read(list({ title: 'A', rows: rows(6) }, { title: 'B', rows: rows(5) }))],
    ['two rows with one id', 131009, () => read(list({ title: 'A', rows: rows(2) }, { title: 'B', rows: rows(2) }))],
    ['sections without titles', 131009, () => read(list({ rows: rows(1) }, { rows: [{ id: 'z', title: 'Z' }] }))],
    [
      'an interactive body of 1025',
      131009,
      () =>
        read({ type: 'interactive', interactive: { type: 'button', body: { text: 'x'.repeat(1025) }, action: { buttons: [] } } }),
    ],
    ['a place off the globe', 131009, () => read({ type: 'location', location: { latitude: 91, longitude: 0 } })],
  ] as const)('%s: %i', (_, code, attempt) => {
    const result = attempt();
    expect(result.kind === 'invalid' ? result.failure.code : result).toBe(code);
  });
});
