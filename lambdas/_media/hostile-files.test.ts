import { expect, it } from 'vitest';
import { bufferSource } from './byte-source.ts';
import { opusPackets } from './ogg.ts';
import { pdfPages } from './pdf-pages.ts';

const megabyte = 1024 * 1024;

it.each(['/Count 1 ', '/Type/Pages ', '/Type/ObjStm ', '/Type /Pages /Count ', '>>stream\n', '<<', '>'])(
  'a document of nothing but %j is looked through once',
  async (part) => {
    // Looked at from each place anew it would take minutes.
    const bytes = Buffer.from(part.repeat(megabyte / part.length));
    expect(await pdfPages(bufferSource(bytes))).toBeUndefined();
  },
  10_000,
);

it('pages are counted in either order, and with long lists of them', async () => {
  const kids = Array.from({ length: 2000 }, (_, n) => `${n + 3} 0 R`).join(' ');
  const pages = (text: string) => pdfPages(bufferSource(Buffer.from(`%PDF-1.7\n${text}`)));
  expect(await pages(`1 0 obj << /Type /Pages /Kids [${kids}] /Count 2000 >> endobj`)).toBe(2000);
  expect(await pages('1 0 obj << /Count 7 /Kids [3 0 R] /Type/Pages >> endobj 2 0 obj <</Type/Pages/Count 3>>')).toBe(7);
  expect(await pages('1 0 obj << /Type /Outlines /Count 9 >> endobj')).toBeUndefined();
});

it('a voice note of millions of empty packets takes no more memory than a long one', () => {
  const page = Buffer.alloc(27 + 255);
  page.write('OggS');
  page.writeUInt8(255, 26);
  const bytes = Buffer.concat(Array.from({ length: (2 * megabyte) / page.length }, () => page));
  expect(opusPackets(bytes).length).toBeLessThan(400_000);
});
