import { deflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as files from '../../test/helpers/media-files.ts';
import { bufferSource } from './byte-source.ts';
import { factsOf } from './facts.ts';
import { peaksOf } from './peaks.ts';
import { sniff } from './sniff.ts';
import { thumbnailOf } from './thumbnail.ts';

const of = async (bytes: Buffer, claimed?: string) => {
  const type = await sniff(bufferSource(bytes), claimed);
  return [type, type === undefined ? undefined : await factsOf(bufferSource(bytes), type)] as const;
};
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('what bytes say of themselves', () => {
  it.each([
    ['JPEG', files.jpeg(123, 45), 'image/jpeg', { width: 123, height: 45 }],
    ['PNG', files.png(7, 9), 'image/png', { width: 7, height: 9 }],
    ['GIF', files.gif(), 'image/gif', { width: 1, height: 1 }],
    ['WebP', files.webp(), 'image/webp', { width: 1, height: 1 }],
    ['Opus in Ogg', files.voiceNote(2.5), 'audio/ogg', { durationMs: 2500 }],
    ['MP3', files.mp3(100), 'audio/mpeg', { durationMs: 2606 }],
    ['AMR', files.amr(50), 'audio/amr', { durationMs: 1000 }],
    ['a film', files.mp4({ seconds: 9, width: 320, height: 200 }), 'video/mp4', { durationMs: 9000, width: 320, height: 200 }],
    ['sound in MP4', files.mp4({ video: false }), 'audio/mp4', { durationMs: 5000 }],
    ['3GP', files.mp4({ brand: '3gp4' }), 'video/3gpp', { durationMs: 5000, width: 640, height: 360 }],
    ['PDF', files.pdf(12), 'application/pdf', { pages: 12 }],
    ['Word', files.docx(), word, { durationMs: undefined }],
  ])('%s', async (_, bytes, type, facts) => expect(await of(bytes)).toEqual([type, facts]));

  it('counts the pages of a PDF that packs its objects', async () => {
    const packed = deflateSync(Buffer.from('<< /Type /Pages /Kids [] /Count 42 >>'));
    const head = Buffer.from(`%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length ${packed.length} >>\nstream\n`);
    expect(await of(Buffer.concat([head, packed, Buffer.from('\nendstream')]))).toEqual(['application/pdf', { pages: 42 }]);
  });

  it('believes a claim only between types of one container, and for text', async () => {
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(100)]);
    expect((await of(ole, 'application/msword'))[0]).toBe('application/msword');
    expect((await of(ole, 'image/png'))[0]).toBeUndefined();
    expect((await of(Buffer.from('مرحبا, hello\n'), 'text/plain; charset=utf-8'))[0]).toBe('text/plain');
    expect((await of(Buffer.from('hello <script>'), 'text/plain'))[0]).toBeUndefined();
    expect((await of(Buffer.from([1, 2, 3, 0]), 'text/plain'))[0]).toBeUndefined();
    expect((await of(Buffer.from('%!PS'), 'application/pdf'))[0]).toBeUndefined();
  });

  it('says nothing wrong, and never fails, of bytes that are cut or changed', async () => {
    const whole = [
      files.jpeg(),
      files.png(),
      files.webp(),
      files.voiceNote(1),
      files.mp3(3),
      files.mp4(),
      files.pdf(),
      files.docx(),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        async (bytes, cut, changes) => {
          const broken = Buffer.from(bytes.subarray(0, 1 + (cut % bytes.length)));
          for (const [at, value] of changes) broken[at % broken.length] = value;
          const [type, facts] = await of(broken);
          for (const value of Object.values(facts ?? {}))
            if (value !== undefined) expect(Number.isSafeInteger(value), type).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what is made of them', () => {
  it('is a small picture of a large one, and none of a small one', async () => {
    const large = await thumbnailOf(bufferSource(files.jpeg(2000, 1000)), 'image/jpeg', { width: 2000, height: 1000 });
    expect(await of(large ?? Buffer.alloc(0))).toEqual(['image/jpeg', { width: 640, height: 320 }]);
    const drawn = await thumbnailOf(bufferSource(files.png(1400, 700)), 'image/png', { width: 1400, height: 700 });
    expect(await of(drawn ?? Buffer.alloc(0))).toEqual(['image/jpeg', { width: 640, height: 320 }]);
    expect(await thumbnailOf(bufferSource(files.jpeg(100, 100)), 'image/jpeg', { width: 100, height: 100 })).toBeUndefined();
    expect(await thumbnailOf(bufferSource(files.png(2, 2)), 'image/png', { width: 9_000, height: 9_000 })).toBeUndefined();
  });

  it('is the shape of a voice note: loud and silent in turns', async () => {
    const peaks = (await peaksOf(bufferSource(files.voiceNote(4)), 'audio/ogg', 4_000)) ?? [];
    expect(peaks).toHaveLength(64);
    const average = (from: number, to: number): number => peaks.slice(from, to).reduce((sum, one) => sum + one, 0) / (to - from);
    expect(average(2, 14)).toBeGreaterThan(50);
    expect(average(19, 30)).toBeLessThan(10);
    expect(average(34, 46)).toBeGreaterThan(50);
  });
});
