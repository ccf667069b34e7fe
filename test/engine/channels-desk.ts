import { toAuditEntry } from '../../lambdas/_data/audit.ts';
import { putRegistration } from '../../lambdas/_data/registration.ts';
import { isProblem } from '../../lambdas/_shared/problem.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';
import type { MetaAccount } from '../../lambdas/_whatsapp/meta/account.ts';
import type { AccountRefusal } from '../../lambdas/_whatsapp/refusal.ts';
import type { TwilioAccount } from '../../lambdas/_whatsapp/twilio/account.ts';
import { channelRoutes } from '../../lambdas/channels/channel-routes.ts';
import type { ChannelsDependencies } from '../../lambdas/channels/dependencies.ts';
import type { TestTable } from './dynamodb.ts';
import { aTenant, noon } from './factory.ts';

export const hour = 60 * 60_000;
export const token = `EAA${'t'.repeat(60)}`;
export const secret = 'a'.repeat(32);
export const body = {
  name: 'Front desk',
  phoneNumberId: '111222333444',
  wabaId: '99887766',
  accessToken: token,
  appSecret: secret,
};
export const accountSid = `AC${'0a'.repeat(16)}`;
export const authToken = 'b1'.repeat(16);
const twilioBody = { provider: 'twilio' as const, name: 'Second desk', number: '+14155238886', accountSid, authToken };
export const refusal = (code: string): AccountRefusal => ({ refused: true, code, said: 'No', advice: 'Do something.' });

/** A provider with one app and one account, whose answers a test may change. */
interface Provider {
  apps: Record<string, { appId: string; secret: string }>;
  numbers: Record<string, { wabaId: string; number: string; quality: 'GREEN' | 'RED'; status: string }>;
  refuse: Partial<Record<keyof MetaAccount | 'inUse', AccountRefusal>>;
  asked: string[];
  /** Of Twilio's accounts: the token that counts. */
  authTokens: Record<string, string>;
}

let made = 0;

/** Businesses that connect numbers, and their provider. */
export function channelsDesk(table: TestTable) {
  const provider: Provider = {
    apps: { [token]: { appId: '700', secret } },
    numbers: {
      '111222333444': { wabaId: '99887766', number: '441632960123', quality: 'GREEN', status: 'CONNECTED' },
      '111222333555': { wabaId: '99887766', number: '441632960124', quality: 'GREEN', status: 'CONNECTED' },
    },
    refuse: {},
    asked: [],
    authTokens: { [accountSid]: authToken },
  };

  function account(accessToken: string): MetaAccount {
    const app = () => provider.apps[accessToken];
    const answer = async <T extends object>(call: keyof MetaAccount, given: () => T): Promise<T | AccountRefusal> => {
      provider.asked.push(call);
      return provider.refuse[call] ?? (app() ? given() : refusal('190'));
    };
    return {
      token: () =>
        answer('token', () => ({
          appId: app()?.appId ?? '',
          scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
        })),
      number: (id, appSecret) =>
        answer('number', () => {
          const found = provider.numbers[id];
          if (!found) return refusal('100');
          return appSecret !== undefined && appSecret !== app()?.secret ? refusal('100') : found;
        }) as ReturnType<MetaAccount['number']>,
      holds: (wabaId, id) => answer('holds', () => ({ holds: provider.numbers[id]?.wabaId === wabaId })),
      numbers: () => Promise.reject(new Error('not asked for here')),
      unsubscribe: () => Promise.reject(new Error('not asked for here')),
      subscribe: () => answer('subscribe', () => ({ subscribed: true as const })),
    };
  }

  const twilioAccount = (sid: string, shown: string): TwilioAccount => ({
    inUse: async () => {
      provider.asked.push('inUse');
      return provider.refuse.inUse ?? (provider.authTokens[sid] === shown ? { inUse: true as const } : refusal('20003'));
    },
  });

  /** One business and its routes. `crash`: the store breaks after so many writes of a kind. */
  async function business(plan: 'free' | 'pro' = 'pro', given: Partial<ChannelsDependencies> = {}) {
    const tenant = aTenant();
    const store = table.of(tenant);
    const registration = { tenant, status: 'active' as const, plan, slug: `b-${tenant}`, name: 'B', timezone: 'UTC' };
    await putRegistration(store, { ...registration, languages: ['en'], createdAt: noon, version: 1 });
    const routes = channelRoutes({
      routing: table.platform,
      storeOf: (one) => table.of(one),
      seal: async (of, purpose, text) => `sealed:${Buffer.from(`${of}|${purpose}|${text}`).toString('base64')}`,
      open: async (of, purpose, sealed) => {
        const [owner, kind, text = ''] = Buffer.from(sealed.slice(7), 'base64').toString().split('|');
        if (owner !== of || kind !== purpose) throw new Error('not yours');
        return text;
      },
      account,
      twilioAccount,
      webhookUrl: 'https://hooks.example/',
      twilioWebhookUrl: 'https://twilio-hooks.example/',
      ...given,
    });
    const request = (more: object = {}) =>
      ({
        tenant,
        sub: 's',
        employee: { id: 'e1', name: 'Ada' },
        permissions: new Set(),
        now: noon,
        requestId: 'r',
        sourceIp: '192.0.2.1',
        userAgent: '',
        origin: undefined,
        cookies: new Map(),
        setCookie: () => {},
        params: undefined,
        query: undefined,
        body: undefined,
        ...more,
        // biome-ignore lint/suspicious/noExplicitAny: each route takes its own part of it
      }) as any;
    const connect = (change: Partial<typeof body> = {}, newId: string = ulid(noon), more: object = {}) =>
      routes.connect(request({ newId, body: { ...body, ...change }, ...more }));
    const connected = async (change: Partial<typeof body> = {}, newId?: string) => {
      const answer = await connect(change, newId);
      if (isProblem(answer)) throw new Error(`${answer.code}: ${answer.detail}`);
      const { channel, verifyToken } = answer;
      if (channel.provider !== 'meta' || verifyToken === undefined) throw new Error('not one of Meta');
      return { channel, verifyToken };
    };
    const connectToTwilio = (change: Partial<typeof twilioBody> = {}, newId: string = ulid(noon)) =>
      routes.connect(request({ newId, body: { ...twilioBody, ...change } }));
    const connectedToTwilio = async (change: Partial<typeof twilioBody> = {}, newId?: string) => {
      const answer = await connectToTwilio(change, newId);
      if (isProblem(answer)) throw new Error(`${answer.code}: ${answer.detail}`);
      if (answer.channel.provider !== 'twilio') throw new Error('not one of Twilio');
      return { ...answer, channel: answer.channel };
    };
    const entries = async () =>
      (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${tenant}#AUDIT#`)).map(toAuditEntry);
    const audit = async () => (await entries()).map(({ action }) => action);
    return { tenant, store, routes, request, connect, connected, connectToTwilio, connectedToTwilio, entries, audit };
  }

  const everything = () => table.scan();
  const routing = async (webhookUrl: string) => {
    const id = new URL(webhookUrl).pathname.slice(1);
    return (await everything()).find(({ pk }) => pk === `HOOK#${id}`);
  };
  const owner = async (number: string) => (await everything()).find(({ pk }) => pk === `HOOK#NUMBER#${number}`);
  /** A number of its own for each test: the claims are of the whole deployment. */
  function aProviderNumber(): string {
    made += 1;
    const id = `555${String(made).padStart(9, '0')}`;
    provider.numbers[id] = { wabaId: '99887766', number: `44163296${made}`, quality: 'GREEN', status: 'CONNECTED' };
    return id;
  }
  function aTwilioNumber(): string {
    made += 1;
    return `+1415523${String(made).padStart(4, '0')}`;
  }
  return { provider, business, everything, routing, owner, aProviderNumber, aTwilioNumber };
}

export type ChannelsDesk = ReturnType<typeof channelsDesk>;
