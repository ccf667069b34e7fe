import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../helpers/eventually.ts';
import type { Channel, Stage } from '../../helpers/stage.ts';
import { twilioAccount } from '../../helpers/twilio.ts';
import { mailsTo, password } from '../../helpers/visitor.ts';
import { Canary } from './canary.ts';
import { from, Somebody, Wire } from './wire.ts';

/** A business that was founded a moment ago, with a mark in every text, and everything it has received since. */
export interface Life {
  readonly stage: Stage;
  readonly canary: Canary;
  readonly wire: Wire;
  readonly founder: Somebody;
}

export function beginLife(stage: Stage): Life {
  const canary = new Canary();
  const wire = new Wire();
  const agent = `Mozilla/5.0 (X11; Linux x86_64; ${canary.word}) Chrome/142.0.0.0 ${canary.word}/1.0`;
  wire.secrets.add(password);
  return { stage, canary, wire, founder: new Somebody(stage, wire, `${canary.of('founder')}@canary.example`, agent) };
}

/** A number of the business, and the token that the provider gave out for it. */
export interface Connected extends Channel {
  readonly accessToken: string;
}

/** The newest mail to somebody, which is theirs and so their business's. */
export async function letterTo({ stage, wire }: Pick<Life, 'stage' | 'wire'>, email: string) {
  const [letter] = await eventually(
    () => mailsTo(stage, email),
    (letters) => letters.length > 0,
  );
  if (letter === undefined) throw new Error('unreachable');
  wire.take(`mail to ${email}`, JSON.stringify(letter));
  return letter;
}

export async function signUp(life: Pick<Life, 'stage' | 'wire'>, somebody: Somebody): Promise<void> {
  const { email } = somebody;
  await somebody.ask('POST /v1/sign-up', { body: { email, language: 'en' } });
  const { code } = await letterTo(life, email);
  await somebody.ask('POST /v1/sign-up/confirm', { body: { email, code, newPassword: password, language: 'en' } });
  await signIn(somebody);
}

export const signIn = (somebody: Somebody, given = password) =>
  somebody.ask('POST /v1/session/login', { body: { email: somebody.email, password: given } });

export async function found({ canary, wire, founder }: Life): Promise<void> {
  const { body: made } = await founder.ask('POST /v1/businesses', {
    body: {
      name: canary.of('business'),
      slug: canary.of('slug'),
      industry: 'salon',
      timezone: 'Asia/Beirut',
      currency: 'USD',
      languages: ['en'],
      hours: [],
      employeeName: canary.of('founder-name'),
    },
  });
  founder.business = made.id;
  canary.also(made.id);
  await founder.ask('GET /v1/me');
  const { body: read } = await founder.ask('GET /v1/business');
  await founder.ask('PATCH /v1/business', { ...from(read), body: { name: canary.of('business-renamed') } });
  await founder.ask('GET /v1/business/usage');
  const { body: engine } = await founder.ask('GET /v1/transcription');
  const key = `sk-${digits(24)}`;
  wire.secrets.add(key);
  const own = { engine: 'openai', endpoint: 'https://engine.example/v1', model: canary.of('engine-model'), key };
  const { body: chosen } = await founder.ask('PUT /v1/transcription', { ...from(engine), body: own });
  await founder.ask('PUT /v1/transcription', { ...from(chosen), body: { engine: 'transcribe' } });
  await chooseModel({ canary, wire, founder });
}

async function chooseModel({ canary, wire, founder }: Pick<Life, 'canary' | 'wire' | 'founder'>): Promise<void> {
  const { body: assistant } = await founder.ask('GET /v1/assistant');
  const key = `sk-${digits(24)}`;
  wire.secrets.add(key);
  const behaviour = { temperature: 0.3, maxTokens: 600, capMicros: 1_000_000, answersPerHour: 30, returnAfterMinutes: 60 };
  const rules = { ...behaviour, on: false, provider: 'rules', outOfHours: 'answer' };
  const own = { endpoint: 'https://models.example/v1', model: canary.of('model'), prices: { in: 1, out: 2 }, key };
  const { body: chosen } = await founder.ask('PUT /v1/assistant', {
    ...from(assistant),
    body: { ...rules, ...own, provider: 'openai' },
  });
  await founder.ask('PUT /v1/assistant', { ...from(chosen), body: rules });
  await founder.ask('POST /v1/assistant/check');
  await founder.ask('GET /v1/costs');
}

const digits = (length: number): string =>
  Array.from({ length }, (_, index) => (index === 0 ? 9 : Math.floor(Math.random() * 10))).join('');

/** A number of the provider's, connected; the address of its webhook given to the provider. */
export async function connectNumber({ stage, canary, wire, founder }: Life): Promise<Connected> {
  const ids = { phoneNumberId: digits(15), wabaId: digits(15), appId: digits(15) };
  const [first, second] = [
    await atProvider(stage, canary, ids),
    await atProvider(stage, canary, { ...ids, phoneNumberId: digits(15) }),
  ];
  const connect = async ({ phoneNumberId, wabaId, accessToken, appSecret, number }: AtProvider, field: string) => {
    for (const secret of [accessToken, appSecret]) wire.secrets.add(secret);
    canary.also(phoneNumberId, number);
    const { body } = await founder.ask('POST /v1/channels', {
      body: { name: canary.of(field), phoneNumberId, wabaId, accessToken, appSecret },
    });
    canary.also(body.channel.id);
    return body;
  };
  const { channel } = await connect(first, 'channel');
  const params = { id: channel.id };
  await founder.ask('PATCH /v1/channels/{id}', { params, ...from(channel), body: { name: canary.of('channel-renamed') } });
  // One app has one address: the last verify token counts.
  const { body: renewed } = await founder.ask('PUT /v1/channels/{id}/verify-token', { params });
  await stage.control('POST', '/graph/_apps', {
    appId: ids.appId,
    callbackUrl: channel.webhookUrl,
    verifyToken: renewed.verifyToken,
  });
  const other = await connect(second, 'other-channel');
  await founder.ask('DELETE /v1/channels/{id}', { params: { id: other.channel.id } });

  const replaced = (await stage.control('POST', '/graph/_apps', {
    appId: ids.appId,
    newSecret: true,
    newToken: true,
  })) as AtProvider;
  for (const secret of [replaced.accessToken, replaced.appSecret]) wire.secrets.add(secret);
  await founder.ask('PUT /v1/channels/{id}/app-secret', { params, body: { appSecret: replaced.appSecret, overlapHours: 1 } });
  await founder.ask('PUT /v1/channels/{id}/access-token', { params, body: { accessToken: replaced.accessToken } });
  await founder.ask('POST /v1/channels/{id}/check', { params });
  await founder.ask('GET /v1/channels/{id}', { params });
  await founder.ask('GET /v1/channels');
  await connectToTwilio({ stage, canary, wire, founder });
  const { phoneNumberId, number } = first;
  const { appSecret, accessToken } = replaced;
  const { id, webhookUrl: webhook } = channel;
  return { id, provider: 'meta', phoneNumberId, number, webhook, appSecret, accessToken, verifyToken: '' };
}

/** A number of Twilio comes and goes, with another auth token in between. */
async function connectToTwilio({ stage, canary, wire, founder }: Pick<Life, 'stage' | 'canary' | 'wire' | 'founder'>) {
  const { accountSid, authToken, number } = await twilioAccount(stage, { number: `+${digits(12)}` });
  wire.secrets.add(authToken);
  canary.also(number.slice(1));
  const { body } = await founder.ask('POST /v1/channels', {
    body: { provider: 'twilio', name: canary.of('twilio-channel'), number, accountSid, authToken },
  });
  const params = { id: body.channel.id };
  canary.also(params.id);
  const newer = await twilioAccount(stage, { accountSid, number });
  wire.secrets.add(newer.authToken);
  await founder.ask('PUT /v1/channels/{id}/access-token', { params, body: { accessToken: newer.authToken } });
  await founder.ask('POST /v1/channels/{id}/check', { params });
  await founder.ask('DELETE /v1/channels/{id}', { params });
}

interface AtProvider {
  readonly phoneNumberId: string;
  readonly wabaId: string;
  readonly number: string;
  readonly accessToken: string;
  readonly appSecret: string;
}

const atProvider = async (stage: Stage, canary: Canary, ids: object): Promise<AtProvider> =>
  (await stage.control('POST', '/graph/_numbers', { ...ids, number: digits(12), name: canary.word })) as AtProvider;

/** What only an older system's files bring: services, bookings, notes and labels of customers. */
export async function importFiles({ stage, canary, founder }: Life): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'canary-'));
  const phone = digits(12);
  canary.also(phone);
  const stamp = new Date(Date.now() - 3_600_000).toISOString();
  const files: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
    services: [
      {
        id: 's1',
        name: canary.of('service'),
        description: canary.of('service-description'),
        category: canary.of('category'),
        price: '20',
        currency: 'USD',
      },
    ],
    customers: [
      {
        id: 'c1',
        phone: `+${phone}`,
        name: canary.of('imported-customer'),
        email: `${canary.of('customer-mail')}@canary.example`,
        tags: canary.of('label'),
        notes: canary.of('note'),
      },
    ],
    conversations: [{ id: 'v1', customer_id: 'c1' }],
    messages: [
      { id: 'm1', conversation_id: 'v1', direction: 'in', content: canary.of('imported-message'), timestamp: stamp },
      {
        id: 'm2',
        conversation_id: 'v1',
        direction: 'out',
        type: 'document',
        filename: canary.of('imported-file'),
        sender_name: canary.of('imported-author'),
        sender_type: 'agent',
        media_id: '1',
        timestamp: stamp,
      },
    ],
    bookings: [
      {
        id: 'b1',
        customer_id: 'c1',
        service_id: 's1',
        starts_at: stamp,
        status: 'confirmed',
        notes: canary.of('booking-note'),
        payment_reference: canary.of('payment'),
      },
    ],
  };
  try {
    for (const [table, rows] of Object.entries(files)) {
      const header = Object.keys(rows.at(-1) ?? {});
      const names = [...new Set([...header, ...rows.flatMap((row) => Object.keys(row))])];
      const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))].map((cells) => cells.join(','));
      await writeFile(join(folder, `${table}.csv`), `${lines.join('\n')}\n`);
    }
    await writeFile(join(folder, 'outputs.json'), JSON.stringify(stage.outputs));
    const { body } = await founder.ask('GET /v1/business');
    const args = ['scripts/import.ts', '--business', body.slug, '--from', folder, '--work', join(folder, 'work')];
    await promisify(execFile)(process.execPath, [...args, '--outputs', join(folder, 'outputs.json')]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
