import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bufferSource } from './byte-source.ts';
import { factsOf } from './facts.ts';
import { peaksOf } from './peaks.ts';

/** Bits written one after the other: value and width. */
function bitsOf(...parts: readonly (readonly [value: number, width: number])[]): Buffer {
  const text = parts.map(([value, width]) => value.toString(2).padStart(width, '0').slice(-width)).join('');
  return Buffer.from(Uint8Array.from(text.match(/.{1,8}/g) ?? [], (byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
}

/** Frames of 128 kbit/s, stereo, whose granules have these gains; silent where there is none. */
function mp3Of(gains: readonly number[], tag = Buffer.alloc(0)): Buffer {
  const frames = gains.map((gain) => {
    const granule = [
      [gain > 0 ? 100 : 0, 12],
      [20, 9],
      [gain, 8],
      [0, 30],
    ] as const;
    const frame = Buffer.alloc(417);
    frame.set([0xff, 0xfb, 0x90, 0x04]);
    frame.set(bitsOf([0, 20], ...granule, ...granule, ...granule, ...granule), 4);
    return frame;
  });
  return Buffer.concat([tag, ...frames]);
}

/** Blocks of AAC: one channel, or two that share their windows, long or short. */
function aacOf(gain: number, form: 'mono' | 'long' | 'short'): Buffer {
  const common =
    form === 'long'
      ? ([
          [1, 1],
          [0, 1],
          [0, 2],
          [0, 1],
          [49, 6],
          [0, 1],
          [1, 2],
          [0, 49],
        ] as const)
      : // three groups of short windows, 14 bands each
        ([
          [1, 1],
          [0, 1],
          [2, 2],
          [0, 1],
          [14, 4],
          [0b1101111, 7],
          [1, 2],
          [0, 28],
        ] as const);
  const head =
    form === 'mono'
      ? ([
          [0, 3],
          [0, 4],
        ] as const)
      : ([[1, 3], [0, 4], ...common] as const);
  return Buffer.concat([bitsOf(...head, [gain, 8]), Buffer.alloc(40)]);
}
const adtsOf = (blocks: readonly Buffer[]): Buffer =>
  Buffer.concat(
    blocks.flatMap((block) => [
      bitsOf([0xfff, 12], [1, 4], [1, 2], [4, 4], [0, 1], [2, 3], [0, 4], [block.length + 7, 13], [0x7ff, 11], [0, 2]),
      block,
    ]),
  );

const box = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
};
const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, place) => void bytes.writeUInt32BE(value, place * 4));
  return bytes;
};

/** Sound in MP4, three samples in each chunk. */
function m4aOf(blocks: readonly Buffer[]): Buffer {
  const start = box('ftyp', Buffer.from('M4A \0\0\0\0'));
  const chunks: number[] = [];
  let at = start.length + 8;
  blocks.forEach((block, place) => {
    if (place % 3 === 0) chunks.push(at);
    at += block.length;
  });
  const table = box(
    'stbl',
    box('stsd', words(0, 1), box('mp4a', Buffer.alloc(28))),
    box('stsc', words(0, 1, 1, 3, 1)),
    box('stsz', words(0, 0, blocks.length), words(...blocks.map(({ length }) => length))),
    box('stco', words(0, chunks.length, ...chunks)),
  );
  const handler = box('hdlr', words(0, 0), Buffer.from('soun'), Buffer.alloc(12));
  const movie = box('moov', box('mvhd', Buffer.alloc(100)), box('trak', box('mdia', handler, box('minf', table))));
  return Buffer.concat([start, box('mdat', ...blocks), movie]);
}

const peaks = (bytes: Buffer, mimeType: string) => peaksOf(bufferSource(bytes), mimeType, 1000);
/** Quiet, twice as loud, loud, silent. */
const bars = (of: (gain: number) => number) =>
  Array.from({ length: 64 }, (_, bar) => of([180, 184, 188, 0][Math.floor(bar / 16)] ?? 0));
const wanted = bars((gain) => (gain === 0 ? 0 : ({ 180: 25, 184: 50, 188: 100 }[gain] ?? 0)));

describe('the loudness of what is not decoded', () => {
  it('of MP3 is in the gains of its frames, after a tag and what an encoder says of itself', async () => {
    expect(await peaks(mp3Of(bars(Number)), 'audio/mpeg')).toEqual(wanted);
    const tag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x14', 'latin1'), Buffer.alloc(20)]);
    const named = mp3Of([200]);
    named.write('Xing', 4 + 32, 'latin1');
    expect(await peaks(Buffer.concat([tag, named, mp3Of(bars(Number))]), 'audio/mpeg')).toEqual(wanted);
    expect(await peaks(mp3Of([0, 0, 0]), 'audio/mpeg')).toBeUndefined();
  });

  it.each(['mono', 'long', 'short'] as const)('of AAC is in its blocks, alone or with an index: %s', async (form) => {
    const blocks = bars(Number).map((gain) => aacOf(gain, form));
    expect(await peaks(adtsOf(blocks), 'audio/aac')).toEqual(wanted);
    expect(await peaks(m4aOf(blocks), 'audio/mp4')).toEqual(wanted);
  });

  it('of a long recording is read here and there', async () => {
    const source = bufferSource(m4aOf(Array.from({ length: 9_000 }, (_, place) => aacOf(place < 4_500 ? 180 : 184, 'mono'))));
    let reads = 0;
    const read = (offset: number, length: number) => {
      reads += 1;
      return source.read(offset, length);
    };
    const counted = { ...source, read };
    const found = (await peaksOf(counted, 'audio/mp4', 1000)) ?? [];
    expect([found[0], found[31], found[32], found[63]]).toEqual([50, 50, 100, 100]);
    expect(reads).toBeLessThan(2_200);
  });

  it('is nothing wrong, and never an error, in bytes that are cut or changed', async () => {
    const whole = [mp3Of(bars(Number)), adtsOf([aacOf(180, 'long')]), m4aOf([aacOf(180, 'mono'), aacOf(190, 'short')])];
    const types = ['audio/mpeg', 'audio/aac', 'audio/mp4'];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 8 }),
        async (which, length, changes) => {
          const bytes = Buffer.from(whole[which]?.subarray(0, Math.ceil((whole[which]?.length ?? 0) * length)) ?? []);
          for (const [place, value] of changes) bytes[Math.floor(place * bytes.length)] = value;
          const found = await peaks(bytes, types[which] ?? '');
          if (found === undefined) return;
          expect(found).toHaveLength(64);
          expect(found.every((bar) => Number.isInteger(bar) && bar >= 0 && bar <= 100)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has a length beside it', async () => {
    expect(await factsOf(bufferSource(mp3Of(bars(Number))), 'audio/mpeg')).toEqual({ durationMs: 1668 });
    expect(await factsOf(bufferSource(adtsOf([aacOf(1, 'mono'), aacOf(1, 'mono')])), 'audio/aac')).toEqual({ durationMs: 46 });
  });
});
