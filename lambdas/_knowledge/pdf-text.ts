import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { longestKnowledge } from '../../contract/knowledge.ts';

/** `encrypted`: it opens with a password only. `no-text`: pictures of text, as a scanner makes them. */
const PdfRead = z.union([
  z.object({ outcome: z.literal('read'), title: z.string(), text: z.string(), cut: z.boolean() }),
  z.object({
    outcome: z.literal('failed'),
    failure: z.enum(['encrypted', 'no-text', 'broken-file', 'too-many-pages', 'too-slow', 'too-large']),
  }),
]);
export type PdfRead = z.infer<typeof PdfRead>;

interface PdfLimits {
  readonly ms: number;
  /** Of the whole process: what streams unpack to is outside of the heap. */
  readonly megabytes: number;
}

const usual: PdfLimits = { ms: 25_000, megabytes: 800 };
const mostPdfPages = 500;
const lookEveryMs = 25;

const Job = z.object({ pdf: z.instanceof(Uint8Array) });

/**
 * What a PDF says, page by page. In a thread of its own, which is ended when it takes too long or too much memory: the library
 * works through whatever it is given, and a file can be made to unpack to gigabytes or to never end.
 */
export function pdfText(bytes: Uint8Array, { ms, megabytes }: PdfLimits = usual): Promise<PdfRead> {
  const { promise, resolve } = Promise.withResolvers<PdfRead>();
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { pdf: bytes },
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(megabytes / 2) },
    // It complains there about fonts that it does not have.
    stdout: true,
    stderr: true,
  });
  const failed = (failure: Extract<PdfRead, { outcome: 'failed' }>['failure']) => resolve({ outcome: 'failed', failure });
  const slow = setTimeout(failed, ms, 'too-slow');
  const large = setInterval(() => {
    if (process.memoryUsage.rss() > megabytes * 2 ** 20) failed('too-large');
  }, lookEveryMs);
  worker
    .on('message', (message) => resolve(PdfRead.parse(message)))
    .on('error', (error) => failed('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-large' : 'broken-file'))
    .on('exit', () => failed('broken-file'));
  return promise.finally(async () => {
    clearTimeout(slow);
    clearInterval(large);
    await worker.terminate();
  });
}

const reversed = (text: string): string => [...text].toReversed().join('');

/**
 * Programs that draw Arabic letter by letter write them from left to right, in the forms they have in a word. The library
 * turns only plain letters and what stands between them around: they are turned back, and then all but numbers and Latin words.
 */
export function asRead(text: string): string {
  if (!/[\ufb50-\ufdff\ufe70-\ufefc]/.test(text)) return text;
  const drawn = text.replace(/[\u0600-\u06ff](?:\s*[\u0600-\u06ff])*/g, reversed);
  return reversed(drawn)
    .replace(/[\p{Script=Latin}\p{N}](?:[\p{Script=Latin}\p{N}.,:/@-]*[\p{Script=Latin}\p{N}])?/gu, reversed)
    .normalize('NFKC');
}

/** A line further below the one before than so many of its heights begins a paragraph. */
const apart = 1.7;

async function extract(data: Uint8Array): Promise<PdfRead> {
  const { getDocument, VerbosityLevel } = await import('unpdf/pdfjs');
  const task = getDocument({
    data,
    useSystemFonts: false,
    disableFontFace: true,
    verbosity: VerbosityLevel.ERRORS,
  });
  const document = await task.promise;
  if (document.numPages > mostPdfPages) return { outcome: 'failed', failure: 'too-many-pages' };
  let text = '';
  for (let number = 1; number <= document.numPages && text.length <= longestKnowledge; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    let above: number | undefined;
    let [said, line] = ['', ''];
    for (const item of items) {
      if (!('str' in item)) continue;
      const [, , , , , y = 0] = item.transform;
      if (line === '' && above !== undefined && above - y > apart * item.height) said += '\n';
      if (item.str.trim() !== '') above = y;
      line += item.str;
      if (!item.hasEOL) continue;
      said += `${asRead(line)}\n`;
      line = '';
    }
    said += asRead(line);
    text += `${said.trim()}\n\n`;
    page.cleanup();
  }
  if (!/\p{L}/u.test(text)) return { outcome: 'failed', failure: 'no-text' };
  const Named = z.object({ Title: z.string() });
  const { info } = await document.getMetadata();
  const title = Named.safeParse(info).data?.Title.trim() ?? '';
  return { outcome: 'read', title, text: text.slice(0, longestKnowledge), cut: text.length > longestKnowledge };
}

const job = isMainThread ? undefined : Job.safeParse(workerData).data;
if (job) {
  const read = await extract(job.pdf).catch((error: unknown): PdfRead => {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    return { outcome: 'failed', failure: isLocked ? 'encrypted' : 'broken-file' };
  });
  parentPort?.postMessage(read);
}
