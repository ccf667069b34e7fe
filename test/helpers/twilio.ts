import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { clientId, employee } from './api.ts';
import type { Stage } from './stage.ts';
import { RawTable } from './table.ts';

/** A number of an account with Twilio. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** E.164. */
  readonly number: string;
  /** Where its messages go. */
  readonly webhookUrl?: string | undefined;
}

const hex32 = (): string => randomBytes(16).toString('hex');

/** Sets a number of an account up, as somebody does in Twilio's console; what is not given is new. */
export async function twilioAccount(stage: Stage, given: Partial<TwilioAccount> = {}): Promise<TwilioAccount> {
  const account = {
    accountSid: `AC${hex32()}`,
    authToken: hex32(),
    number: `+1555${String(randomBytes(4).readUInt32BE() % 10_000_000).padStart(7, '0')}`,
    ...given,
  };
  await stage.control('POST', '/twilio/_accounts', account);
  return account;
}

export interface ConnectedTwilio extends TwilioAccount {
  /** Of the channel. */
  readonly id: string;
  readonly webhookUrl: string;
}

/** Connects a number to a business as an administrator does, and tells the account where its messages go. */
export async function connectTwilio(
  stage: Stage,
  business: 'samia' | 'isik',
  given: Partial<TwilioAccount> = {},
): Promise<ConnectedTwilio> {
  const { accountSid, authToken, number } = await twilioAccount(stage, given);
  const admin = await employee(stage, business, 'admin');
  const body = { provider: 'twilio', name: `Twilio ${number}`, accountSid, authToken, number };
  const answer = await admin.call('POST', '/v1/channels', body, { 'idempotency-key': clientId() });
  if (answer.status !== 201) throw new Error(`Not connected: ${answer.status} ${JSON.stringify(answer.body)}`);
  const { id, webhookUrl } = z.object({ id: z.string(), webhookUrl: z.string() }).parse(answer.body.channel);
  return { ...(await twilioAccount(stage, { accountSid, authToken, number, webhookUrl })), id, webhookUrl };
}

const Recorded = z.object({
  url: z.string(),
  contentType: z.string(),
  authToken: z.string(),
  params: z.record(z.string(), z.string()),
  signature: z.string(),
  rawBody: z.string(),
});
export type RecordedRequest = z.infer<typeof Recorded>;

/** A request of Twilio as it was recorded, by the name of its file. */
export const recordedRequest = (file: string): RecordedRequest =>
  Recorded.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/whatsapp', file), 'utf8')));

/** The account that the recorded requests are of, and its number. */
export const recordedAccount = {
  accountSid: 'AC00000000000000000000000000000001',
  authToken: '0123456789abcdef0123456789abcdef',
  number: '+15550783881',
} as const;

/**
 * Posts a recorded request to a hook: its bytes, with its signature. That is of the address that was Twilio's then, so the hook is
 * made to know itself by that one. Answers the status.
 */
export async function postRecorded(stage: Stage, { webhookUrl }: ConnectedTwilio, request: RecordedRequest): Promise<number> {
  const { origin, pathname } = new URL(webhookUrl);
  await new RawTable(stage).set({ pk: `HOOK#${pathname.split('/').at(-1)}`, sk: 'HOOK' }, { url: { S: request.url } });
  const headers = { 'content-type': request.contentType, 'x-twilio-signature': request.signature };
  const response = await fetch(origin + pathname, { method: 'POST', headers, body: request.rawBody });
  await response.arrayBuffer();
  return response.status;
}

/** Path of a file that somebody sent to the account. */
export const twilioMediaPath = (accountSid: string): string =>
  `/2010-04-01/Accounts/${accountSid}/Messages/MM${hex32()}/Media/ME${hex32()}`;

/** Puts a file behind a path; answers its `MediaUrl`. */
export async function putTwilioFile(stage: Stage, path: string, bytes: Uint8Array<ArrayBuffer>, type: string): Promise<string> {
  const response = await fetch(`${stage.url}/twilio/_media?path=${encodeURIComponent(path)}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: bytes,
  });
  if (!response.ok) throw new Error(`POST /twilio/_media answered ${response.status}: ${await response.text()}`);
  return z.object({ url: z.string() }).parse(await response.json()).url;
}

const Sent = z.object({
  at: z.iso.datetime(),
  accountSid: z.string(),
  sid: z.string().optional(),
  from: z.string(),
  to: z.string(),
  body: z.string().optional(),
  mediaUrl: z.string().optional(),
  statusCallback: z.string().optional(),
  mediaHead: z.int().optional(),
  mediaBytes: z.int().optional(),
  mediaSha256: z.string().optional(),
  mediaType: z.string().optional(),
  answered: z.int(),
  code: z.int().optional(),
  callbacks: z.array(z.object({ status: z.string(), errorCode: z.int().optional(), answered: z.int() })),
});
export type TwilioSent = z.infer<typeof Sent>;

/** What the stand-in for Twilio was asked to send, to `to` (`whatsapp:+...`) if given: effects are counted here. */
export async function twilioSent(stage: Stage, to?: string): Promise<TwilioSent[]> {
  const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`;
  return z.array(Sent).parse(await stage.control('GET', `/twilio/_sent${query}`));
}

/** A message of a customer to that number, by the stand-in. `params` are further fields of the webhook, or other values of them. */
export async function twilioSays(
  stage: Stage,
  { accountSid, number }: TwilioAccount,
  params: Readonly<Record<string, string | null>>,
): Promise<{ status: number; sid: string }> {
  const answer = await stage.control('POST', '/twilio/_inbound', { accountSid, number, params });
  return z.object({ status: z.int(), sid: z.string() }).parse(answer);
}

/** Tells the stand-in for Twilio how to behave until it is told otherwise. */
export const twilioBehaves = (stage: Stage, settings: unknown): Promise<unknown> =>
  stage.control('POST', '/twilio/_behaviour', settings);
export const twilioBehavesAgain = (stage: Stage): Promise<unknown> => stage.control('DELETE', '/twilio/_behaviour');

/**
 * `X-Twilio-Signature` made by an implementation of the tests' own: the address, then each field's name and value in the ordinal
 * order of the names, under HMAC-SHA1 with the auth token.
 */
export async function signedByTwilio(url: string, params: Readonly<Record<string, string>>, authToken: string): Promise<string> {
  const encoder = new TextEncoder();
  const pairs = Object.entries(params).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  const text = pairs.reduce((before, [name, value]) => before + name + value, url);
  const key = await crypto.subtle.importKey('raw', encoder.encode(authToken), { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)))));
}

/**
 * Posts a form straight to a hook as Twilio does, but once, signed for its address (without what follows `#`) unless told otherwise.
 * Answers the status, 0 for none.
 */
export async function postAsTwilio(
  url: string,
  params: Readonly<Record<string, string>>,
  authToken: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': await signedByTwilio(url.replace(/#.*/, ''), params, authToken),
        ...headers,
      },
      body: new URLSearchParams(params).toString(),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
