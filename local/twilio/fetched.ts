import { createHash } from 'node:crypto';
import { lookup } from 'node:dns';
import { type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { LookupFunction } from 'node:net';

const megabyte = 1024 * 1024;
const mostBytes = 16 * megabyte;
const mostBytesOfImage = 5 * megabyte;
const mostRedirects = 5;
const patience = 15_000;

/** https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages */
const taken =
  /^(image\/(jpe?g|png|webp)|audio\/(ogg|amr|3gpp|aac|mpeg|mp4)|video\/mp4|text\/(plain|vcard|x-vcard)|application\/(pdf|msword|vnd\.[\w.-]+))$/;

interface Fetched {
  /** Answer to HEAD. */
  readonly head: number;
  /** Undefined when it could not be fetched whole. */
  readonly file: { readonly size: number; readonly sha256: string; readonly type: string } | undefined;
  /** Why WhatsApp does not get it. */
  readonly problem: 63019 | 63021 | undefined;
}

/** Fetches the file behind a MediaUrl as Twilio does: without credentials, following redirects. */
export async function fetched(url: string): Promise<Fetched> {
  const head = await headOf(url);
  const file = await fileOf(url);
  if (file === undefined) return { head, file, problem: 63019 };
  const limit = file.type.startsWith('image/') ? mostBytesOfImage : mostBytes;
  const problem = file.size > limit ? 63019 : taken.test(file.type) ? undefined : 63021;
  return { head, file, problem };
}

async function headOf(url: string): Promise<number> {
  try {
    const answer = await ask(url, 'HEAD');
    answer.resume();
    return answer.statusCode ?? 0;
  } catch {
    return 0;
  }
}

async function fileOf(url: string): Promise<Fetched['file']> {
  try {
    const answer = await ask(url, 'GET');
    if (answer.statusCode !== 200) {
      answer.destroy();
      return undefined;
    }
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of answer) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > mostBytes) return undefined;
      hash.update(bytes);
    }
    const type = answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    return { size, sha256: hash.digest('hex'), type };
  } catch {
    return undefined;
  }
}

async function ask(address: string, method: 'HEAD' | 'GET', hops = 0): Promise<IncomingMessage> {
  const url = new URL(address);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  (url.protocol === 'https:' ? secure : plain)(
    url,
    { method, lookup: asBrowsersDo, headers: { 'user-agent': 'TwilioProxy/1.1' }, signal: AbortSignal.timeout(patience) },
    resolve,
  )
    .once('error', reject)
    .end();
  const answer = await promise;
  const { statusCode = 0, headers } = answer;
  if (headers.location === undefined || statusCode < 300 || statusCode > 399 || hops === mostRedirects) return answer;
  answer.resume();
  return ask(new URL(headers.location, address).href, method, hops + 1);
}

/** The stage serves files of businesses under a name below `localhost`, which browsers know without asking, and Node does not. */
const asBrowsersDo: LookupFunction = (name, options, done) =>
  lookup(name.endsWith('.localhost') ? 'localhost' : name, options, done);
