import { createHash } from 'node:crypto';

const megabyte = 1024 * 1024;
const mostBytes = 16 * megabyte;
const mostBytesOfImage = 5 * megabyte;
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
    return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(patience) })).status;
  } catch {
    return 0;
  }
}

async function fileOf(url: string): Promise<Fetched['file']> {
  try {
    const response = await fetch(url, { headers: { 'user-agent': 'TwilioProxy/1.1' }, signal: AbortSignal.timeout(patience) });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return undefined;
    }
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      if (size > mostBytes) return undefined;
      hash.update(chunk);
    }
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
    return { size, sha256: hash.digest('hex'), type };
  } catch {
    return undefined;
  }
}
