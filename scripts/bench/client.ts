import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import * as z from 'zod';

/** What the local stage writes to `.stage/outputs.json`, as far as a load needs it. */
const Outputs = z.object({
  url: z.string(),
  aws: z.string(),
  table: z.string(),
  engines: z.object({ dynamodb: z.string() }),
  businesses: z.array(
    z.object({
      id: z.string(),
      slug: z.string(),
      channels: z.array(
        z.object({ id: z.string(), phoneNumberId: z.string(), number: z.string(), webhook: z.string(), appSecret: z.string() }),
      ),
    }),
  ),
  users: z.array(z.object({ email: z.string(), password: z.string(), business: z.string().nullish(), role: z.string() })),
});
export type Outputs = z.infer<typeof Outputs>;
export const parseOutputs = (json: string): Outputs => Outputs.parse(JSON.parse(json));

export type Channel = Outputs['businesses'][number]['channels'][number];

export const newProviderId = (): string => `wamid.${randomBytes(24).toString('base64')}`;

/** Compact JSON with \u escapes and \/, as the provider writes it. */
const wire = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

export interface CustomerText {
  readonly channel: Channel;
  /** Digits of the customer's number. */
  readonly from: string;
  readonly id: string;
  readonly text: string;
  /** Seconds. */
  readonly timestamp: number;
}

const envelope = (channel: Channel, value: object): object => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [
        {
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: channel.number.replace('+', ''), phone_number_id: channel.phoneNumberId },
            ...value,
          },
          field: 'messages',
        },
      ],
    },
  ],
});

export const textBody = ({ channel, from, id, text, timestamp }: CustomerText): string =>
  wire(
    envelope(channel, {
      contacts: [{ profile: { name: `Customer ${from.slice(-4)}` }, wa_id: from, user_id: `US.${from}0000000` }],
      messages: [
        { from, from_user_id: `US.${from}0000000`, id, timestamp: String(timestamp), type: 'text', text: { body: text } },
      ],
    }),
  );

export const statusBody = (channel: Channel, id: string, status: string, opaque: string, to: string, timestamp: number): string =>
  wire(
    envelope(channel, {
      statuses: [{ id, status, timestamp: String(timestamp), recipient_id: to, biz_opaque_callback_data: opaque }],
    }),
  );

/** Posts a signed webhook; anything but 200 is an error of the run. */
export async function postWebhook(channel: Channel, body: string): Promise<void> {
  const signature = createHmac('sha256', channel.appSecret).update(body).digest('hex');
  const answer = await fetch(channel.webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    body,
  });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`The webhook answered ${answer.status}`);
}

const Frame = z.object({ v: z.literal(1), events: z.array(z.looseObject({ type: z.string() })) });
export type AgentEvent = z.infer<typeof Frame>['events'][number];

/** One employee with a token and, once connected, a socket whose events are kept with their arrival time (ms). */
export class Agent {
  readonly events: { readonly at: number; readonly event: AgentEvent }[] = [];
  /** Takes the frames instead, unparsed, for loads in which keeping and parsing them would be most of the work. */
  onFrame: ((at: number, frame: string) => void) | undefined;
  private socket: WebSocket | undefined;
  private readonly outputs: Outputs;
  private readonly token: string;
  private readonly business: string;
  private readonly cookie: string;

  private constructor(outputs: Outputs, token: string, business: string, cookie: string) {
    this.outputs = outputs;
    this.token = token;
    this.business = business;
    this.cookie = cookie;
  }

  static async signIn(outputs: Outputs, slug: string, role: string): Promise<Agent> {
    const business = outputs.businesses.find((one) => one.slug === slug);
    const user = outputs.users.find((one) => one.role === role && [business?.id, slug].includes(one.business ?? ''));
    if (!business || !user) throw new Error(`The seed has no ${role} of ${slug}`);
    const answer = await fetch(`${outputs.url}/v1/session/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: user.email, password: user.password }),
    });
    const { accessToken } = z.object({ accessToken: z.string() }).parse(await answer.json());
    const [cookie = ''] = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    return new Agent(outputs, accessToken, business.id, cookie);
  }

  /** The same person in another tab. */
  again(): Agent {
    return new Agent(this.outputs, this.token, this.business, this.cookie);
  }

  async call(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.outputs.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        'x-business-id': this.business,
        cookie: this.cookie,
        origin: this.outputs.url,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async connect(): Promise<void> {
    const { ticket, url } = z
      .object({ ticket: z.string(), url: z.string() })
      .parse(await this.call('POST', '/v1/realtime/ticket'));
    const socket = new WebSocket(`${url}?ticket=${encodeURIComponent(ticket)}`, { origin: this.outputs.url });
    socket.on('message', (data) => {
      const at = performance.now();
      if (this.onFrame) return this.onFrame(at, String(data));
      for (const event of Frame.parse(JSON.parse(String(data))).events) this.events.push({ at, event });
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    this.socket = socket;
  }

  /** Opens a conversation; from then on its messages come in full. */
  async view(conversationId: string): Promise<void> {
    const requestId = `view-${conversationId}`;
    this.socket?.send(JSON.stringify({ type: 'view', requestId, conversationId }));
    const answered = (type: string) => this.events.some(({ event }) => event.type === type && event.requestId === requestId);
    await until('the conversation to be open', () => {
      if (answered('command.failed')) throw new Error('A conversation could not be opened');
      return answered('command.done');
    });
  }

  close(): void {
    this.socket?.close();
  }
}

/** Waits until `done` answers true, looking every 20 ms; after `ms` the run fails. */
export async function until(what: string, done: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`Waited ${ms} ms for ${what}`);
    await sleep(20);
  }
}

const List = z.object({
  items: z.array(z.looseObject({ id: z.string(), customer: z.looseObject({ waId: z.string().optional() }) })),
});

/** The conversation of a customer, found through the API. */
export async function conversationOf(agent: Agent, from: string): Promise<string> {
  const { items } = List.parse(await agent.call('GET', '/v1/conversations?limit=100'));
  const found = items.find((one) => one.customer.waId === from);
  if (!found) throw new Error('The conversation is not in the list');
  return found.id;
}

/** People answer this customer: what the assistant takes for a turn is counted by itself, in `answering.ts`. */
export async function takenOver(agent: Agent, from: string): Promise<string> {
  const id = await conversationOf(agent, from);
  await agent.call('POST', `/v1/conversations/${id}/take-over`, { from: null });
  return id;
}
