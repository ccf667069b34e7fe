import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { metaJson } from './meta-json.ts';
import type { Channel } from './webhook.ts';

const Facts = z.object({
  quality: z.enum(['GREEN', 'YELLOW', 'RED', 'NA']).default('GREEN'),
  status: z.string().default('CONNECTED'),
});

/** A number that exists at the provider and that nobody on this stage was born with. */
const Added = z.object({
  phoneNumberId: z.string().regex(/^\d+$/),
  number: z.string().regex(/^\d+$/),
  wabaId: z.string().regex(/^\d+$/),
  appId: z.string().regex(/^\d+$/),
  name: z.string().min(1),
});
export type Added = z.infer<typeof Added>;

const Token = z.object({ token: z.string(), revoked: z.boolean() });
/** A Meta app as it is now; what is missing is as the seed says. */
const App = z.object({
  appSecret: z.string().optional(),
  webhookUrl: z.string().optional(),
  tokens: z.array(Token).optional(),
  subscribed: z.array(z.string()).default([]),
  unsubscribed: z.array(z.string()).default([]),
});

const Saved = z.object({
  added: z.array(Added).default([]),
  apps: z.record(z.string(), App).default({}),
  facts: z.record(z.string(), Facts).default({}),
});

/** Something to connect on a fresh stage. */
const spare: readonly Added[] = [
  {
    phoneNumberId: '111000222000333',
    number: '441632960123',
    wabaId: '100200300400500',
    appId: '700600500400300',
    name: 'Spare One',
  },
  {
    phoneNumberId: '111000222000444',
    number: '441632960124',
    wabaId: '100200300400500',
    appId: '700600500400300',
    name: 'Spare Two',
  },
];

export const newAppSecret = (): string => randomBytes(16).toString('hex');
export const newAccessToken = (): string => `EAA${randomBytes(60).toString('base64url')}`;

/** The numbers and apps that the provider knows: those of the seeded businesses, spare ones, and what tests add. */
export class Numbers {
  private readonly seeded: () => readonly Channel[];
  private readonly file: string;
  private readonly saved: z.infer<typeof Saved>;

  constructor(file: string, seeded: () => readonly Channel[]) {
    this.file = file;
    this.seeded = seeded;
    this.saved = existsSync(file) ? Saved.parse(JSON.parse(readFileSync(file, 'utf8'))) : Saved.parse({ added: spare });
    this.save();
  }

  list(): readonly Channel[] {
    const added = this.saved.added.map((one) => ({ ...one, accessToken: '', appSecret: '', webhookUrl: '' }));
    return [...this.seeded(), ...added].map((channel) => this.current(channel));
  }

  find(phoneNumberId: string): Channel | undefined {
    return this.list().find((channel) => channel.phoneNumberId === phoneNumberId);
  }

  /** What a token sees; nothing when it does not count. */
  seenBy(token: string | undefined): readonly Channel[] {
    const good = this.list().filter(({ appId }) => this.tokens(appId).some((one) => one.token === token && !one.revoked));
    return token === undefined ? [] : good;
  }

  add(number: unknown): Channel | z.ZodError {
    const parsed = Added.safeParse(number);
    if (!parsed.success) return parsed.error;
    this.saved.added = [...this.saved.added.filter((one) => one.phoneNumberId !== parsed.data.phoneNumberId), parsed.data];
    this.save();
    return this.current({ ...parsed.data, accessToken: '', appSecret: '', webhookUrl: '' });
  }

  facts(phoneNumberId: string): z.infer<typeof Facts> {
    return this.saved.facts[phoneNumberId] ?? Facts.parse({});
  }

  setFacts(phoneNumberId: string, facts: z.input<typeof Facts>): void {
    this.saved.facts[phoneNumberId] = Facts.parse({ ...this.facts(phoneNumberId), ...facts });
    this.save();
  }

  /** The secret of an app becomes another one; the old one signs nothing any more. */
  renewSecret(appId: string): string {
    const appSecret = newAppSecret();
    this.change(appId, { appSecret });
    return appSecret;
  }

  /** One more access token; those before it count until they are revoked. */
  issueToken(appId: string): string {
    const token = newAccessToken();
    this.change(appId, { tokens: [...this.tokens(appId), { token, revoked: false }] });
    return token;
  }

  revokeToken(appId: string, token: string): void {
    this.change(appId, {
      tokens: this.tokens(appId).map((one) => ({ ...one, revoked: one.revoked || one.token === token })),
    });
  }

  /** Where the app's webhooks go from now on. */
  setWebhook(appId: string, webhookUrl: string): void {
    this.change(appId, { webhookUrl });
  }

  subscribe(appId: string, wabaId: string): void {
    const { subscribed = [], unsubscribed = [] } = this.saved.apps[appId] ?? {};
    this.change(appId, {
      subscribed: [...new Set([...subscribed, wabaId])],
      unsubscribed: unsubscribed.filter((one) => one !== wabaId),
    });
  }

  unsubscribe(appId: string, wabaId: string): void {
    const { subscribed = [], unsubscribed = [] } = this.saved.apps[appId] ?? {};
    this.change(appId, {
      subscribed: subscribed.filter((one) => one !== wabaId),
      unsubscribed: [...new Set([...unsubscribed, wabaId])],
    });
  }

  isSubscribed(appId: string, wabaId: string): boolean {
    if (this.saved.apps[appId]?.unsubscribed.includes(wabaId)) return false;
    // Seeded numbers were connected before the stage began.
    if (this.seeded().some((channel) => channel.appId === appId && channel.wabaId === wabaId)) return true;
    return this.saved.apps[appId]?.subscribed.includes(wabaId) ?? false;
  }

  /** https://developers.facebook.com/docs/graph-api/guides/secure-requests/ */
  isProof(channel: Channel, token: string, proof: string): boolean {
    return createHmac('sha256', channel.appSecret).update(token).digest('hex') === proof;
  }

  private tokens(appId: string): readonly z.infer<typeof Token>[] {
    const kept = this.saved.apps[appId]?.tokens;
    if (kept !== undefined) return kept;
    const first = this.seeded().find((channel) => channel.appId === appId)?.accessToken ?? newAccessToken();
    const tokens = [{ token: first, revoked: false }];
    this.change(appId, { tokens });
    return tokens;
  }

  private current(channel: Channel): Channel {
    const { appId } = channel;
    const [newest] = this.tokens(appId).toReversed();
    const app = this.saved.apps[appId];
    const appSecret = app?.appSecret ?? (channel.appSecret || this.renewSecret(appId));
    return {
      ...channel,
      appSecret,
      webhookUrl: app?.webhookUrl ?? channel.webhookUrl,
      accessToken: newest?.token ?? channel.accessToken,
    };
  }

  private change(appId: string, change: Partial<z.infer<typeof App>>): void {
    this.saved.apps[appId] = { ...(this.saved.apps[appId] ?? App.parse({})), ...change };
    this.save();
  }

  private save(): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, metaJson(this.saved), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}
