import type { Reply } from '../../helpers/api.ts';
import type { Stage } from '../../helpers/stage.ts';
import { nameOf, type Parts, routeOf, shaped } from '../requests.ts';

/** Everything that left the system towards one side, as it came. */
export class Wire {
  private readonly received: { readonly what: string; readonly bytes: string }[] = [];
  /** Routes that answered with what was asked for. */
  readonly done = new Set<string>();
  /** Given out or typed in once: never again to anybody, and nowhere in a log. */
  readonly secrets = new Set<string>();

  take(what: string, bytes: string): void {
    this.received.push({ what, bytes });
  }

  get everything(): string {
    return this.received.map(({ bytes }) => bytes).join('\n');
  }

  /** Where something is that should not be: what it was, and what was found in it. */
  where(find: (bytes: string) => readonly string[]): string[] {
    return this.received.flatMap(({ what, bytes }) => find(bytes).map((found) => `${what}: ${found}`));
  }
}

/** Somebody with a browser. What they are answered goes over the wire of the business they belong to. */
export class Somebody {
  readonly stage: Stage;
  readonly wire: Wire;
  readonly email: string;
  readonly agent: string;
  business = '';
  token = '';
  cookie = '';

  constructor(stage: Stage, wire: Wire, email: string, agent = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0') {
    this.stage = stage;
    this.wire = wire;
    this.email = email;
    this.agent = agent;
  }

  /** Asks and is answered with success; anything else ends the test, because then nothing was shown that could leak. */
  async ask(name: string, parts: Parts = {}): Promise<Reply> {
    const reply = await this.attempt(name, parts);
    if (reply.status >= 300) throw new Error(`${name} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
    return reply;
  }

  async attempt(name: string, parts: Parts = {}): Promise<Reply> {
    const route = routeOf(name);
    const { path, body, headers } = shaped(route, parts);
    const response = await fetch(`${this.stage.url}${path}`, {
      method: route.method,
      headers: {
        origin: this.stage.url,
        'user-agent': this.agent,
        ...(this.cookie && { cookie: this.cookie }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(this.business && { 'x-business-id': this.business }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    this.wire.take(name, `${[...response.headers].flat().join('\n')}\n${text}`);
    if (response.ok) this.wire.done.add(nameOf(route));
    const [cookie = ''] = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    if (cookie !== '') this.cookie = cookie;
    const json = text !== '' && /json/.test(response.headers.get('content-type') ?? '');
    const answer = json ? JSON.parse(text) : text;
    if (typeof answer?.accessToken === 'string') this.token = answer.accessToken;
    for (const secret of [this.token, this.cookie.split('=')[1] ?? '']) if (secret !== '') this.wire.secrets.add(secret);
    return { status: response.status, headers: response.headers, body: answer };
  }
}

/** For a change: the version it is made from. */
export const from = (thing: { readonly version: number }): Pick<Parts, 'headers'> => ({
  headers: { 'if-match': `"${thing.version}"` },
});
