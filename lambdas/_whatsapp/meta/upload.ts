import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { extensionOf } from '../../_media/types.ts';
import type { FileToUpload, Uploaded } from '../port.ts';
import { classify } from './errors.ts';
import type { MetaNumber } from './send.ts';

const Answer = z.object({ id: z.string().min(1) });
const Refused = z.object({ error: z.object({ code: z.number() }) });

/**
 * Streams a file to the provider: no more of it is in memory than what is on its way. Uploading twice does no harm, so whatever
 * is not an answer is to be tried again. https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#upload-media
 */
export async function uploadToMeta(
  { graphUrl, phoneNumberId, accessToken }: MetaNumber,
  { mimeType, size, open, timeoutMs }: FileToUpload,
): Promise<Uploaded> {
  const boundary = `frontdesk-${randomUUID()}`;
  const field = (name: string, value: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  // The name that the customer sees is the message's. Types are from our own list.
  const head = Buffer.from(
    field('messaging_product', 'whatsapp') +
      field('type', mimeType) +
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="file.${extensionOf(mimeType) ?? 'bin'}"\r\n` +
      `content-type: ${mimeType}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const { protocol, hostname, port, pathname } = new URL(`${graphUrl}/${encodeURIComponent(phoneNumberId)}/media`);
  const { request } = process.getBuiltinModule(protocol === 'http:' ? 'node:http' : 'node:https');
  const { promise, resolve, reject } = Promise.withResolvers<Uploaded>();
  const asked = request(
    {
      protocol,
      hostname,
      port,
      path: pathname,
      method: 'POST',
      headers: {
        authorization: `Bearer ${accessToken}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': head.length + size + tail.length,
      },
      signal: AbortSignal.timeout(timeoutMs),
    },
    (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => resolve(outcomeOf(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'))));
    },
  );
  asked.on('error', reject);
  const body = async function* () {
    yield head;
    for await (const chunk of await open()) yield chunk;
    yield tail;
  };
  // Refused early, the answer is there although the rest was never sent.
  pipeline(body, asked).catch((error: unknown) => setImmediate(reject, error));
  return promise.catch(() => ({ outcome: 'refused', ...classify(131016) }));
}

/** As for messages: the provider's own code decides, and what has none is its trouble of the moment. */
function outcomeOf(status: number, text: string): Uploaded {
  const body = parse(text);
  const id = Answer.safeParse(body).data?.id;
  if (status < 300 && id !== undefined) return { outcome: 'uploaded', id };
  const code = Refused.safeParse(body).data?.error.code;
  if (code !== undefined && status >= 400) return { outcome: 'refused', ...classify(code) };
  if (status === 401 || status === 403) return { outcome: 'refused', ...classify(190) };
  if (status === 413) return { outcome: 'refused', ...classify(131053) };
  return { outcome: 'refused', ...classify(status === 429 ? 130429 : 131016) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
