import { createHash } from 'node:crypto';
import { request } from 'node:http';
import * as z from 'zod';
import type { SendableKind } from '../../contract/media-uploads.ts';
import type { Message } from '../../contract/message.ts';
import { clientId, type Employee, type Reply } from './api.ts';
import type { Channel, Stage } from './stage.ts';

export interface FileToSend {
  readonly kind: SendableKind;
  readonly mimeType: string;
  readonly bytes: Buffer;
  readonly name?: string;
}

export const newUpload = (agent: Employee, { kind, mimeType, bytes, name }: FileToSend): Promise<Reply> =>
  agent.call(
    'POST',
    '/v1/media/uploads',
    { kind, mimeType, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), name },
    { 'idempotency-key': clientId() },
  );

export const complete = (agent: Employee, id: string): Promise<Reply> => agent.call('POST', `/v1/media/uploads/${id}/complete`);

const Post = z.object({ url: z.string(), fields: z.record(z.string(), z.string()) });

/** As a browser does: the fields first, the file last, to the origin of files. */
export async function postForm(post: unknown, bytes: Buffer): Promise<number> {
  const { url, fields } = Post.parse(post);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(bytes)]), 'file');
  const body = new Response(form);
  const { host, port, pathname } = new URL(url);
  const sent = Buffer.from(await body.arrayBuffer());
  const headers = { host, 'content-type': body.headers.get('content-type') ?? '', 'content-length': sent.length };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: pathname, method: 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', reject).end(sent);
  });
}

/** Answers the id that messages show it by. */
export async function uploaded(agent: Employee, file: FileToSend): Promise<string> {
  const { status, body } = await newUpload(agent, file);
  if (status !== 201) throw new Error(`No upload: ${status} ${JSON.stringify(body)}`);
  if (body.fileId !== undefined) return body.fileId;
  const put = await postForm(body.post, file.bytes);
  if (put !== 204) throw new Error(`The storage did not take the file: ${put}`);
  const done = await complete(agent, body.id);
  if (done.status !== 200) throw new Error(`Not completed: ${done.status} ${JSON.stringify(done.body)}`);
  return done.body.fileId;
}

export async function sendFileTo(agent: Employee, conversation: string, content: object): Promise<Message> {
  const { status, body } = await agent.call('POST', `/v1/conversations/${conversation}/messages`, {
    clientId: clientId(),
    content,
  });
  if (status !== 202) throw new Error(`Not sent: ${status} ${JSON.stringify(body)}`);
  return body;
}

const Sent = z.object({
  messages: z.array(z.looseObject({ type: z.string(), body: z.record(z.string(), z.unknown()) })),
  uploads: z.array(z.looseObject({ id: z.string(), sha256: z.string() })),
});

/** What the provider took for one customer, and all that was uploaded to the number. */
export const atTheProvider = async (stage: Stage, { phoneNumberId }: Channel, waId: string): Promise<z.infer<typeof Sent>> =>
  Sent.parse(await stage.control('GET', `/graph/_sent?phoneNumberId=${phoneNumberId}&to=${waId}`));
