import { clientId, Employee } from '../../helpers/api.ts';
import { eventually } from '../../helpers/eventually.ts';
import { bodyOf, type Customer, changeOf, deliver, newCustomer, newWamid, nowSeconds, statusOf } from '../../helpers/provider.ts';
import { Browser } from '../../helpers/socket.ts';
import type { Channel } from '../../helpers/stage.ts';
import type { Life } from './business.ts';
import type { Somebody } from './wire.ts';

/** A page that stays open: what is pushed to it is written down when it closes. */
export async function openPage(life: Life, somebody: Somebody): Promise<Browser> {
  const { stage, token, business, email, cookie } = somebody;
  life.wire.secrets.add((await somebody.ask('POST /v1/realtime/ticket')).body.ticket);
  return Browser.open(new Employee(stage, token, business, email, cookie));
}

/** Messages of every kind that carries words of the customer. */
function messagesOf(life: Life, customer: Customer, first: string): Record<string, unknown>[] {
  const { canary } = life;
  const said = (type: string, content: unknown, more: object = {}) => ({
    from: customer.waId,
    from_user_id: customer.userId,
    id: newWamid(type),
    timestamp: String(nowSeconds()),
    type,
    [type]: content,
    ...more,
  });
  const media = { id: '1234567890', mime_type: 'application/pdf', sha256: 'x' };
  return [
    { ...said('text', { body: canary.of('text') }), id: first },
    said('document', { ...media, filename: `${canary.of('file')}.pdf`, caption: canary.of('caption') }),
    said('location', { latitude: 1, longitude: 2, name: canary.of('place'), address: canary.of('address') }),
    said('contacts', [
      {
        name: { formatted_name: canary.of('card') },
        phones: [{ phone: '+1 202 555 0100' }],
        emails: [{ email: `${canary.of('card-mail')}@canary.example` }],
        org: { company: canary.of('card-company') },
      },
    ]),
    said('button', { text: canary.of('button'), payload: canary.of('payload') }),
    said('interactive', {
      type: 'list_reply',
      list_reply: { id: 'x', title: canary.of('choice'), description: canary.of('choice-more') },
    }),
    said('order', { catalog_id: '1', text: canary.of('order'), product_items: [] }),
    said(
      'text',
      { body: 'from an ad' },
      {
        referral: {
          source_url: `https://canary.example/${canary.of('ad')}`,
          source_type: 'ad',
          source_id: '1',
          headline: canary.of('headline'),
          body: canary.of('ad-text'),
        },
      },
    ),
    said('reaction', { message_id: first, emoji: '👍' }),
    said('reaction', { message_id: newWamid('never came'), emoji: canary.of('emoji') }),
  ];
}

/** A customer writes, people read, type and answer; the provider reports. Answers the conversation. */
export async function talk(life: Life, channel: Channel, pages: readonly [Browser, Browser]): Promise<string> {
  const { canary, founder } = life;
  const customer = { ...newCustomer(canary.of('customer')), username: canary.of('username') };
  canary.also(customer.waId, customer.userId);
  const first = newWamid('first');
  const contact = {
    profile: { name: customer.name, username: customer.username },
    wa_id: customer.waId,
    user_id: customer.userId,
  };
  const change = { ...changeOf(channel, { messages: messagesOf(life, customer, first) }), contacts: [contact] };
  await deliver(channel, bodyOf([change]));
  const { items } = (
    await eventually(
      () => founder.ask('GET /v1/conversations'),
      ({ body }) => body.items[0]?.lastMessage?.preview === 'from an ad',
    )
  ).body;
  const [{ id, lastMessage, customer: known }] = items;
  canary.also(id, known.id);
  const params = { id };
  for (const [page, command] of [
    [pages[0], { type: 'view', conversationId: id }],
    [pages[1], { type: 'view', conversationId: id }],
    [pages[0], { type: 'typing', conversationId: id }],
    [
      pages[0],
      {
        type: 'send',
        conversationId: id,
        message: { clientId: clientId(), content: { kind: 'text', text: canary.of('typed-answer') } },
      },
    ],
    [pages[1], { type: 'read', conversationId: id, upTo: lastMessage.id }],
  ] as const) {
    const answer = await page.command(command);
    if (answer.type === 'command.failed') throw new Error(`${command.type}: ${JSON.stringify(answer)}`);
  }
  const content = { kind: 'text', text: canary.of('answer') };
  await founder.ask('POST /v1/conversations/{id}/messages', { params, body: { clientId: clientId(), content } });
  await founder.ask('POST /v1/conversations/{id}/read', { params, body: { upTo: lastMessage.id } });
  await founder.ask('GET /v1/conversations/{id}', { params });

  const elsewhere = newWamid('sent from a phone');
  const failed = statusOf(customer, { id: elsewhere, status: 'failed', opaque: canary.of('opaque') });
  await deliver(channel, bodyOf([changeOf(channel, { statuses: [failed] })]));
  const status = { params: { providerId: elsewhere } };
  await eventually(
    () => founder.attempt('GET /v1/unmatched-statuses/{providerId}', status),
    (answer) => answer.status === 200,
  );
  await eventually(
    () => founder.ask('GET /v1/conversations/{id}/messages', { params }),
    ({ body }) => body.items.filter((one: { status?: string }) => one.status === 'delivered').length === 2,
  );
  const sent = await life.stage.control('GET', `/graph/_sent?phoneNumberId=${channel.phoneNumberId}`);
  life.wire.take('what the provider was asked to send', JSON.stringify(sent));
  return id;
}

export async function keepCannedResponses({ canary, founder }: Life): Promise<void> {
  const fields = (shortcut: string, field: string) => ({
    title: canary.of(`${field}-title`),
    shortcut: canary.of(shortcut),
    category: canary.of('canned-category'),
    text: { en: canary.of(field) },
  });
  const add = async (shortcut: string, field: string) =>
    (await founder.ask('POST /v1/canned-responses', { body: fields(shortcut, field) })).body;
  const kept = await add('short', 'canned');
  const passing = await add('brief', 'canned-passing');
  canary.also(kept.id, passing.id);
  const params = { id: kept.id };
  await founder.ask('PATCH /v1/canned-responses/{id}', {
    params,
    headers: { 'if-match': `"${kept.version}"` },
    body: { title: canary.of('canned-renamed') },
  });
  await founder.ask('POST /v1/canned-responses/{id}/uses', { params });
  await founder.ask('POST /v1/canned-responses/import', { body: { items: [fields('in', 'canned-imported')] } });
  await founder.ask('DELETE /v1/canned-responses/{id}', { params: { id: passing.id } });
  await founder.ask('GET /v1/canned-responses');
}

/** Everything of the business in files. */
export async function takeOut({ founder, wire }: Life): Promise<void> {
  const { id } = (await founder.ask('POST /v1/business/exports')).body;
  await founder.ask('GET /v1/business/exports');
  const { body } = await eventually(
    () => founder.ask('GET /v1/business/exports/{id}', { params: { id } }),
    (answer) => answer.body.state === 'done',
    { withinMs: 60_000, everyMs: 250 },
  );
  for (const { name, url } of body.files) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`The file ${name} answered ${answer.status}`);
    wire.take(`exported file ${name}`, await answer.text());
  }
}
