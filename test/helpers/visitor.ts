import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Reply } from './api.ts';
import { eventually } from './eventually.ts';
import type { Stage } from './stage.ts';

const Letters = z.array(z.object({ subject: z.string(), text: z.string(), code: z.string().optional() }));
export const password = 'a long password of somebody';

/** Mails to an address, the newest first. */
export async function mailsTo(stage: Stage, email: string): Promise<z.infer<typeof Letters>> {
  return Letters.parse(await stage.control('GET', `/mail/api?to=${encodeURIComponent(email)}`));
}

export const someAddress = (): string => `visitor-${randomUUID()}@example.net`;

/** A browser with a cookie jar of one, as any page of the app in it speaks to the API. */
export class Visitor {
  readonly stage: Stage;
  readonly agent: string;
  cookie = '';
  token = '';

  constructor(stage: Stage, agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36') {
    this.stage = stage;
    this.agent = agent;
  }

  /** `undefined` as a header's value leaves it out. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string | undefined> = {}): Promise<Reply> {
    const sent: Record<string, string | undefined> = {
      origin: this.stage.url,
      'user-agent': this.agent,
      'content-type': body === undefined ? undefined : 'application/json',
      cookie: this.cookie === '' ? undefined : `__Host-fd=${this.cookie}`,
      authorization: this.token === '' ? undefined : `Bearer ${this.token}`,
      ...headers,
    };
    const response = await fetch(`${this.stage.url}${path}`, {
      method,
      headers: Object.fromEntries(
        Object.entries(sent).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
      ),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) this.cookie = /^__Host-fd=([^;]*)/.exec(line)?.[1] ?? this.cookie;
    const text = await response.text();
    const answer = text === '' ? undefined : JSON.parse(text);
    if (response.status === 200 && typeof answer?.accessToken === 'string') this.token = answer.accessToken;
    return { status: response.status, headers: response.headers, body: answer };
  }

  signIn(email: string, given = password): Promise<Reply> {
    return this.call('POST', '/v1/session/login', { email, password: given });
  }

  refresh(cookie = this.cookie): Promise<Reply> {
    return this.call('POST', '/v1/session/refresh', undefined, { cookie: `__Host-fd=${cookie}`, authorization: undefined });
  }

  /** Makes an account of one's own, with the code from the mail, and signs in. */
  async signUp(email = someAddress()): Promise<string> {
    const asked = await this.call('POST', '/v1/sign-up', { email, language: 'en' });
    if (asked.status !== 204) throw new Error(`sign-up answered ${asked.status}`);
    const [letter] = await eventually(
      () => mailsTo(this.stage, email),
      (letters) => letters.length > 0,
    );
    const body = { email, code: letter?.code, newPassword: password, language: 'en' };
    const confirmed = await this.call('POST', '/v1/sign-up/confirm', body);
    if (confirmed.status !== 204) throw new Error(`sign-up/confirm answered ${confirmed.status}`);
    const signedIn = await this.signIn(email);
    if (signedIn.status !== 200) throw new Error(`login answered ${signedIn.status}`);
    return email;
  }
}
