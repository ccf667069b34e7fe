import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { ConversationSummary, conversations, UnmatchedStatus } from '../../contract/conversations.ts';
import type { Message } from '../../contract/message.ts';
import { Me } from '../../contract/session.ts';
import { eventually } from './eventually.ts';
import type { Stage } from './stage.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API, looked at by assertions
  readonly body: any;
}

const MessagePage = conversations.routes.messages.response;
const ConversationPage = conversations.routes.list.response;

/** A UUID version 7 as a browser makes one. */
export function clientId(at = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Somebody of a business at work: signed in, speaking REST. */
export class Employee {
  readonly stage: Stage;
  readonly token: string;
  readonly business: string;
  readonly email: string;
  /** Of the browser's session: a WebSocket is opened with it. */
  readonly cookie: string;

  constructor(stage: Stage, token: string, business: string, email: string, cookie: string) {
    this.stage = stage;
    this.token = token;
    this.business = business;
    this.email = email;
    this.cookie = cookie;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(`${this.stage.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        'x-business-id': this.business,
        cookie: this.cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  private async get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    const { status, body } = await this.call('GET', path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    return schema.parse(body);
  }

  me(): Promise<Me> {
    return this.get('/v1/me', Me);
  }

  /** The whole inbox, page by page. */
  async inbox(): Promise<ConversationSummary[]> {
    const items: ConversationSummary[] = [];
    for (let before: string | undefined = ''; before !== undefined; ) {
      const page: z.output<typeof ConversationPage> = await this.get(
        `/v1/conversations?limit=100${before === '' ? '' : `&before=${encodeURIComponent(before)}`}`,
        ConversationPage,
      );
      items.push(...page.items);
      before = page.next;
    }
    return items;
  }

  conversation(id: string): Promise<ConversationSummary> {
    return this.get(`/v1/conversations/${id}`, ConversationSummary);
  }

  /** All messages of a conversation in reading order, and what waits for its message. */
  async thread(id: string): Promise<Pick<z.output<typeof MessagePage>, 'items' | 'waiting'>> {
    const newest = await this.get(`/v1/conversations/${id}/messages?limit=100`, MessagePage);
    const items: Message[] = [...newest.items];
    for (let { more } = newest; more; ) {
      const page = await this.get(`/v1/conversations/${id}/messages?limit=100&before=${items[0]?.id}`, MessagePage);
      items.unshift(...page.items);
      more = page.more;
    }
    return { items, waiting: newest.waiting };
  }

  /** The conversation with a customer, if there is one. */
  async conversationWith(waId: string): Promise<ConversationSummary | undefined> {
    const all = await this.inbox();
    return all.find(({ customer }) => customer.waId === waId);
  }

  /** The conversation with somebody who wrote just now, once the message is in it. */
  async heardFrom(waId: string): Promise<ConversationSummary> {
    const found = await eventually(
      () => this.conversationWith(waId),
      (conversation) => conversation?.lastMessage !== undefined,
    );
    if (!found) throw new Error('unreachable');
    return found;
  }

  send(conversation: string, text: string, id = clientId()): Promise<Reply> {
    return this.call('POST', `/v1/conversations/${conversation}/messages`, { clientId: id, content: { kind: 'text', text } });
  }

  /** What became of a message of ours. */
  async message(conversation: string, id: string): Promise<Message | undefined> {
    const { items } = await this.thread(conversation);
    return items.find((message) => message.id === id);
  }

  async unmatchedStatus(providerId: string): Promise<UnmatchedStatus | undefined> {
    const { status, body } = await this.call('GET', `/v1/unmatched-statuses/${encodeURIComponent(providerId)}`);
    if (status === 404) return undefined;
    return UnmatchedStatus.parse(body);
  }
}

const signedIn = new Map<string, Promise<Employee>>();

async function login(stage: Stage, start: 'samia' | 'isik', role: string): Promise<Employee> {
  const business = stage.business(start);
  const user = stage.outputs.users.find(
    (one) => one.role === role && (one.business === business.slug || one.business === business.id),
  );
  if (!user) throw new Error(`The stage has no ${role} of ${start}`);
  const response = await fetch(`${stage.url}/v1/session/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: user.email, password: user.password }),
  });
  const body = await response.json();
  if (response.status !== 200) throw new Error(`login answered ${response.status}: ${JSON.stringify(body)}`);
  const { accessToken } = z.object({ accessToken: z.string() }).parse(body);
  const [cookie = ''] = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  return new Employee(stage, accessToken, business.id, user.email, cookie);
}

/** Signs in once per person and stage. */
export function employee(stage: Stage, start: 'samia' | 'isik', role: 'admin' | 'manager' | 'agent' | 'viewer' = 'agent') {
  const name = `${stage.url} ${start} ${role}`;
  let known = signedIn.get(name);
  if (!known) {
    known = login(stage, start, role);
    signedIn.set(name, known);
  }
  return known;
}
