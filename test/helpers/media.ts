import { type IncomingHttpHeaders, request } from 'node:http';
import * as z from 'zod';
import type { Message } from '../../contract/message.ts';
import type { Employee } from './api.ts';
import { eventually } from './eventually.ts';
import type { Customer } from './provider.ts';
import type { Channel, Stage } from './stage.ts';

const Uploaded = z.object({ id: z.string() });

/** Puts a file where customers' files are at the provider. Answers the provider's id of it, which may be given. */
export async function atProvider(stage: Stage, channel: Channel, bytes: Buffer, mimeType: string, id?: string): Promise<string> {
  const wanted = id === undefined ? '' : `&id=${id}`;
  const response = await fetch(`${stage.url}/phone/api/media?channel=${channel.id}${wanted}`, {
    method: 'POST',
    headers: { 'content-type': mimeType },
    body: new Uint8Array(bytes),
  });
  if (response.status !== 200) throw new Error(`The phone did not take the file: ${response.status}`);
  return Uploaded.parse(await response.json()).id;
}

export interface SentFile {
  /** As the provider calls it: a voice note is `audio` with `voice: true`. */
  readonly type: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A customer sends a file that is at the provider. Answers the provider's id of the message. */
export async function sendFile(
  stage: Stage,
  channel: Channel,
  customer: Customer,
  { type, more }: SentFile,
  mediaId: string,
): Promise<string> {
  const body = { channelId: channel.id, from: customer.waId, name: customer.name, [type]: { id: mediaId, ...more } };
  return Uploaded.parse(await stage.control('POST', '/phone/api/send', body)).id;
}

/** The message, once its file is where it is expected to be. */
export async function fileOf(
  agent: Employee,
  conversation: string,
  wamid: string,
  states: readonly string[] = ['stored', 'failed'],
  withinMs = 20_000,
): Promise<Message> {
  const found = await eventually(
    async () => (await agent.thread(conversation)).items.find(({ providerId }) => providerId === wamid),
    (message) => states.includes(message?.file?.state ?? ''),
    { withinMs },
  );
  if (!found) throw new Error('unreachable');
  return found;
}

export const linkTo = async (
  agent: Employee,
  { conversationId, id }: Pick<Message, 'conversationId' | 'id'>,
  item: { readonly variant?: string; readonly download?: boolean } = {},
): Promise<string> => {
  const { status, body } = await agent.call('POST', `/v1/conversations/${conversationId}/media-links`, {
    items: [{ messageId: id, variant: 'original', ...item }],
  });
  if (status !== 200 || body.items.length !== 1) throw new Error(`No link: ${status} ${JSON.stringify(body)}`);
  return body.items[0].url;
};

export interface Served {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a browser gets from an address of the origin for files. Its name needs no look-up: it is this machine. */
export function served(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Served> {
  const { port, host, pathname, search } = new URL(address);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: pathname + search, headers: { ...headers, host } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
      response.on('error', reject);
    });
    asked.on('error', reject).end();
  });
}
