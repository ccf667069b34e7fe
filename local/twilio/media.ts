import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { answerJson, readBody } from '../http.ts';
import type { Behaviour } from './behaviour.ts';
import { refuse } from './errors.ts';
import { failed } from './scripted.ts';
import type { State } from './state.ts';

const mostBytes = 64 * 1024 * 1024;
const linkLives = 4 * 3_600_000;
const mediaPath = /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Messages\/[A-Z]{2}[0-9a-f]{32}\/Media\/ME[0-9a-f]{32}$/;

interface Parts {
  readonly dataDir: string;
  readonly state: State;
  readonly behaviour: Behaviour;
  readonly now: () => number;
  /** Address of the stage, which the links start with. */
  readonly origin: () => string;
}

/** Files that customers sent: https://www.twilio.com/docs/messaging/api/media-resource */
export class Media {
  private readonly parts: Parts;
  private readonly folder: string;
  /** Links die with the process that made them. */
  private readonly linkKey = randomBytes(32);

  constructor(parts: Parts) {
    this.parts = parts;
    this.folder = join(parts.dataDir, 'media');
    mkdirSync(this.folder, { recursive: true });
  }

  /** `POST _media?path=`: the file of a MediaUrl. */
  async keep(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!mediaPath.test(path)) {
      return answerJson(response, 400, {
        error: 'path: /2010-04-01/Accounts/AC../Messages/MM../Media/ME.., each with 32 hexadecimal digits',
      });
    }
    const bytes = await readBody(request, mostBytes);
    if (bytes === undefined) return answerJson(response, 413, { error: `More than ${mostBytes} bytes` });
    const type = request.headers['content-type'] ?? 'application/octet-stream';
    const file = { type, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    await writeFile(this.placeOf(path), bytes);
    this.parts.state.keep(path, file);
    answerJson(response, 200, { url: `https://api.twilio.com${path}`, ...file });
  }

  /** `GET` of a MediaUrl by the account it is of: leads to where the bytes are. */
  async lead(path: string, response: ServerResponse): Promise<void> {
    const script = this.parts.behaviour.take('media');
    if (await failed(script, response)) return;
    if (this.parts.state.file(path) === undefined) return refuse(response, 20404);
    response.writeHead(307, { location: script?.redirect ?? this.link(path), 'content-length': 0 }).end();
  }

  /** `GET _storage/<path>`: as S3, which takes a signed link or credentials, not both. */
  async serve(path: string, query: URLSearchParams, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== undefined) {
      return refuseAsS3(response, 400, 'InvalidArgument', 'Only one auth mechanism allowed');
    }
    const expires = query.get('Expires') ?? '';
    const given = Buffer.from(query.get('Signature') ?? '');
    const right = Buffer.from(this.mac(path, expires));
    const genuine = given.length === right.length && timingSafeEqual(given, right);
    const file = this.parts.state.file(path);
    if (!genuine || Number(expires) * 1000 <= this.parts.now()) {
      return refuseAsS3(response, 403, 'AccessDenied', 'Access Denied');
    }
    if (file === undefined) return refuseAsS3(response, 404, 'NoSuchKey', 'The specified key does not exist.');
    response.writeHead(200, { 'content-type': file.type, 'content-length': file.size });
    createReadStream(this.placeOf(path))
      .on('error', () => response.destroy())
      .pipe(response);
  }

  private link(path: string): string {
    const expires = String(Math.floor((this.parts.now() + linkLives) / 1000));
    return `${this.parts.origin()}/twilio/_storage${path}?Expires=${expires}&Signature=${this.mac(path, expires)}`;
  }

  private mac(path: string, expires: string): string {
    return createHmac('sha256', this.linkKey).update(`${path} ${expires}`).digest('base64url');
  }

  private placeOf(path: string): string {
    return join(this.folder, createHash('sha256').update(path).digest('hex'));
  }
}

function refuseAsS3(response: ServerResponse, status: number, code: string, message: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}
