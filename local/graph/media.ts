import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBody } from '../http.ts';
import { answerJson } from './answer.ts';
import type { Behaviour } from './behaviour.ts';
import { errorBody, failure, type GraphFailure, noSuchObject } from './errors.ts';
import { mediaId } from './ids.ts';
import type { SentLog } from './sent-log.ts';
import type { Medium, State } from './state.ts';
import type { Channel } from './webhook.ts';

const megabyte = 1024 * 1024;
const linkLives = 5 * 60_000;
const day = 86_400_000;

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media */
const limits: readonly (readonly [type: RegExp, bytes: number])[] = [
  [/^image\/(jpeg|png)$/, 5 * megabyte],
  [/^image\/webp$/, 500 * 1024],
  [/^audio\/(aac|amr|mpeg|mp4|ogg)$/, 16 * megabyte],
  [/^video\/(mp4|3gpp)$/, 16 * megabyte],
  [/^(text\/plain|application\/(pdf|msword|vnd\.[\w.-]+))$/, 100 * megabyte],
];

/** Undefined when a file of this type (parameters are ignored) and size may be uploaded. */
export function uploadProblem(mimeType: string, size: number): GraphFailure | undefined {
  const bare = mimeType.split(';')[0]?.trim() ?? '';
  const limit = limits.find(([type]) => type.test(bare))?.[1];
  if (limit === undefined) return failure(131053, { details: `Unsupported media type ${bare}` });
  return size > limit ? failure(131053, { details: `The file is larger than ${limit} bytes` }) : undefined;
}

interface Parts {
  readonly dataDir: string;
  readonly state: State;
  readonly behaviour: Behaviour;
  readonly log: SentLog;
  readonly now: () => number;
  /** Address of the stage, which the links start with. */
  readonly origin: () => string;
}

/** Files that the platform uploaded or that customers sent. */
export class Media {
  private readonly parts: Parts;
  private readonly folder: string;
  /** Links die with the process that made them: after 5 minutes they are dead anyway. */
  private readonly linkKey = randomBytes(32);

  constructor(parts: Parts) {
    this.parts = parts;
    this.folder = join(parts.dataDir, 'media');
    mkdirSync(this.folder, { recursive: true });
  }

  /** Uploads are kept for 30 days, what customers send for 7. `id`: of one that a recorded webhook names already. */
  async keep(phoneNumberId: string, mimeType: string, bytes: Buffer, days: 7 | 30, id = mediaId()): Promise<Medium> {
    const medium: Medium = {
      id,
      phoneNumberId,
      mimeType,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.length,
      expiresAt: this.parts.now() + days * day,
    };
    await writeFile(join(this.folder, medium.id), bytes);
    this.parts.state.media.set(medium.id, medium);
    this.parts.state.save();
    return medium;
  }

  get(id: string): Medium | undefined {
    const medium = this.parts.state.media.get(id);
    return medium !== undefined && medium.expiresAt > this.parts.now() ? medium : undefined;
  }

  read(medium: Medium): Promise<Buffer> {
    return readFile(join(this.folder, medium.id));
  }

  /** A link for 5 minutes; it also wants the token of the business. */
  link({ id }: Medium, lives = linkLives): string {
    const expires = String(Math.floor((this.parts.now() + lives) / 1000));
    return `${this.parts.origin()}/graph/_media/${id}?ext=${expires}&hash=${this.hash(id, expires)}`;
  }

  /** `POST /{phone_number_id}/media` */
  async upload(channel: Channel, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const script = this.parts.behaviour.takeMedia('upload', channel.phoneNumberId);
    if (script?.bytes === 'cut') return void request.once('data', () => request.socket.destroy());
    const body = await readBody(request, 101 * megabyte);
    if (script !== undefined) await sleep(script.delayMs);
    if (script?.error !== undefined) return refuse(response, failure(script.error));
    if (script?.httpStatus !== undefined) return void response.writeHead(script.httpStatus).end();
    const form = body === undefined ? undefined : await formOf(request.headers['content-type'] ?? '', body);
    const file = form?.get('file');
    if (form?.get('messaging_product') !== 'whatsapp') {
      return refuse(response, failure(100, { title: 'The parameter messaging_product is required.' }));
    }
    if (!(file instanceof File)) return refuse(response, failure(100, { title: 'The parameter file is required.' }));
    const type = form.get('type');
    const mimeType = typeof type === 'string' && type !== '' ? type : file.type;
    const problem = uploadProblem(mimeType, file.size);
    if (problem !== undefined) return refuse(response, problem);
    const medium = await this.keep(channel.phoneNumberId, mimeType, Buffer.from(await file.arrayBuffer()), 30);
    this.parts.log.uploaded(channel, medium);
    answerJson(response, 200, { id: medium.id });
  }

  /** `GET /{media_id}` and `DELETE /{media_id}`, for the business the file belongs to. */
  async object(id: string, channels: readonly Channel[], request: IncomingMessage, response: ServerResponse): Promise<void> {
    const medium = this.get(id);
    const method = request.method ?? 'GET';
    if (medium === undefined || !channels.some(({ phoneNumberId }) => phoneNumberId === medium.phoneNumberId)) {
      return refuse(response, noSuchObject(method, id));
    }
    if (method === 'DELETE') {
      this.parts.state.media.delete(id);
      this.parts.state.save();
      rmSync(join(this.folder, id), { force: true });
      return answerJson(response, 200, { success: true });
    }
    const script = method === 'GET' ? this.parts.behaviour.takeMedia('look-up', id) : undefined;
    if (script !== undefined) await sleep(script.delayMs);
    if (script?.error !== undefined) return refuse(response, failure(script.error));
    if (script?.httpStatus !== undefined) return void response.writeHead(script.httpStatus).end();
    answerJson(response, 200, {
      messaging_product: 'whatsapp',
      url: script?.url ?? this.link(medium, script?.expired ? -1000 : undefined),
      mime_type: medium.mimeType,
      sha256: script?.sha256 ?? medium.sha256,
      file_size: script?.size ?? medium.size,
      id,
    });
  }

  /** The file itself. A link that is too old, altered or foreign is answered with 404. */
  async download(id: string, query: URLSearchParams, channels: readonly Channel[], response: ServerResponse): Promise<void> {
    const medium = this.get(id);
    const expires = query.get('ext') ?? '';
    const owned = medium !== undefined && channels.some(({ phoneNumberId }) => phoneNumberId === medium.phoneNumberId);
    const given = Buffer.from(query.get('hash') ?? '');
    const right = Buffer.from(this.hash(id, expires));
    const genuine = given.length === right.length && timingSafeEqual(given, right);
    if (!owned || !genuine || Number(expires) * 1000 <= this.parts.now()) {
      response.writeHead(404).end();
      return;
    }
    const script = this.parts.behaviour.takeMedia('download', id);
    if (script !== undefined) await sleep(script.delayMs);
    if (script?.httpStatus !== undefined) return void response.writeHead(script.httpStatus).end();
    if (script?.redirect !== undefined) return void response.writeHead(302, { location: script.redirect }).end();
    if (script?.bytes === 'endless') return endless(response);
    const file = createReadStream(join(this.folder, medium.id), script?.bytes === 'cut' ? { end: medium.size / 2 } : {});
    response.writeHead(200, { 'content-type': medium.mimeType, 'content-length': medium.size });
    if (script?.bytes === 'other') return void response.end(Buffer.alloc(medium.size, 'x'));
    if (script?.bytes === 'cut') return void file.on('end', () => response.destroy()).pipe(response, { end: false });
    // As a stream: a customer's document may have 100 MB.
    file.on('error', () => response.destroy()).pipe(response);
  }

  private hash(id: string, expires: string): string {
    return createHmac('sha256', this.linkKey).update(`${id}/${expires}`).digest('base64url');
  }
}

/** More and more, until nobody listens any longer. */
function endless(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  const part = Buffer.alloc(256 * 1024);
  const more = (): void => {
    while (!response.destroyed && response.write(part));
  };
  response.on('drain', more);
  more();
}

async function formOf(contentType: string, body: Buffer): Promise<FormData | undefined> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  } catch {
    return undefined;
  }
}

const refuse = (response: ServerResponse, problem: GraphFailure): void => answerJson(response, problem.http, errorBody(problem));
