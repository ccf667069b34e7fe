import { createHash } from 'node:crypto';
import { signature } from './sign.ts';
import type { Channel } from './stage.ts';

/** The provider's side of a webhook, made by hand: bodies as Meta sends them, signed by an implementation of the tests' own. */
export interface Customer {
  readonly waId?: string;
  readonly userId?: string;
  readonly name: string;
}

let made = Date.now() % 1_000_000_000;

/** Somebody who never wrote before, so that tests on one stage do not meet. */
export function newCustomer(name = 'Test Customer'): Customer & { waId: string; userId: string } {
  made += 1;
  const digits = String(made).padStart(10, '0');
  return { waId: `49${digits}`, userId: `DE.${digits}0000000000`, name };
}

let sequence = 0;
/** A provider id that was never used. */
export function newWamid(label = 'm'): string {
  sequence += 1;
  return `wamid.${createHash('sha256').update(`${label} ${process.pid} ${Date.now()} ${sequence}`).digest('base64url')}`;
}

/** Seconds, as the provider gives them. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export interface Text {
  readonly id?: string;
  readonly body: string;
  /** Seconds. */
  readonly at?: number;
}

const contactOf = ({ name, waId, userId }: Customer) => ({
  profile: { name },
  ...(waId && { wa_id: waId }),
  ...(userId && { user_id: userId }),
});

export function textOf(customer: Customer, { id = newWamid(), body, at = nowSeconds() }: Text): Record<string, unknown> {
  return {
    ...(customer.waId && { from: customer.waId }),
    ...(customer.userId && { from_user_id: customer.userId }),
    id,
    timestamp: String(at),
    type: 'text',
    text: { body },
  };
}

export interface StatusOf {
  readonly id: string;
  readonly status: string;
  readonly at?: number;
  readonly opaque?: string;
}

export function statusOf(customer: Customer, { id, status, at = nowSeconds(), opaque }: StatusOf): Record<string, unknown> {
  return {
    id,
    status,
    timestamp: String(at),
    recipient_id: customer.waId,
    ...(opaque && { biz_opaque_callback_data: opaque }),
    ...(status === 'failed' && { errors: [{ code: 131026, title: 'Message undeliverable' }] }),
  };
}

/** `value` of one change of the field `messages`. */
export function changeOf(
  channel: Channel,
  part: { customers?: readonly Customer[]; messages?: unknown[]; statuses?: unknown[] },
) {
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: channel.number, phone_number_id: channel.phoneNumberId },
    ...(part.customers && { contacts: part.customers.map(contactOf) }),
    ...(part.messages && { messages: part.messages }),
    ...(part.statuses && { statuses: part.statuses }),
  };
}

/** Meta's wire form: compact JSON, everything beyond ASCII as `\uXXXX`, slashes escaped. */
export function bodyOf(values: readonly unknown[], field = 'messages'): Uint8Array<ArrayBuffer> {
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '102290129340398', changes: values.map((value) => ({ value, field })) }],
  });
  const escaped = body
    .replaceAll('/', '\\/')
    .replaceAll(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return new TextEncoder().encode(escaped);
}

/** Posts raw bytes to a hook as the provider does; answers the status, 0 when there was no answer. */
export async function post(
  channel: Channel,
  raw: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<number> {
  try {
    const response = await fetch(channel.webhook, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hub-signature-256': await signature(channel.appSecret, raw),
        ...headers,
      },
      body: raw,
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** The provider repeats until it is answered 200; here without the growing delay. */
export async function deliver(channel: Channel, raw: Uint8Array<ArrayBuffer>, withinMs = 30_000): Promise<number> {
  const until = performance.now() + withinMs;
  for (let attempts = 1; ; attempts += 1) {
    const status = await post(channel, raw);
    if (status === 200) return attempts;
    if (performance.now() > until)
      throw new Error(`The hook did not take it in ${attempts} attempts; the last answer was ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** One text of one customer, delivered for sure. Answers the provider's id of it. */
export async function say(channel: Channel, customer: Customer, body: string, options: Partial<Text> = {}): Promise<string> {
  const id = options.id ?? newWamid();
  await deliver(
    channel,
    bodyOf([changeOf(channel, { customers: [customer], messages: [textOf(customer, { ...options, id, body })] })]),
  );
  return id;
}

/** Somebody of the business writes to a customer in the WhatsApp Business app on its phone. */
export async function sayOnPhone(channel: Channel, { waId, userId }: Customer, body: string): Promise<void> {
  const said = textOf({ name: '' }, { id: newWamid('echo'), body });
  const echo = { ...said, from: channel.number, to: waId, to_user_id: userId };
  await deliver(channel, bodyOf([{ ...changeOf(channel, {}), message_echoes: [echo] }], 'smb_message_echoes'));
}
