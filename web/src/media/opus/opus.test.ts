import { OpusDecoder } from 'opus-decoder';
import { describe, expect, it } from 'vitest';
import { readOggOpus } from './ogg-read.ts';
import { crcOf, writeOggOpus } from './ogg-write.ts';
import { samplesIn } from './packet.ts';
import { recorded } from './test-recording.ts';
import { readWebmOpus } from './webm-read.ts';

const ascii = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Every page as RFC 3533 describes it, read without the code under test. */
function pagesOf(bytes: Uint8Array) {
  const view = Buffer.from(bytes);
  const pages = [];
  for (let at = 0; at < view.length; ) {
    const segments = view.readUInt8(at + 26);
    const table = view.subarray(at + 27, at + 27 + segments);
    const length = 27 + segments + table.reduce((sum, one) => sum + one, 0);
    const page = Uint8Array.from(view.subarray(at, at + length));
    page.fill(0, 22, 26);
    pages.push({
      sign: ascii(view.subarray(at, at + 4)),
      flags: view.readUInt8(at + 5),
      position: Number(view.readBigInt64LE(at + 6)),
      serial: view.readUInt32LE(at + 14),
      number: view.readUInt32LE(at + 18),
      sum: view.readUInt32LE(at + 22),
      expected: crcOf(page),
      ends: table.at(-1),
      begins: ascii(view.subarray(at + 27 + segments, at + 35 + segments)),
    });
    at += length;
  }
  return pages;
}

/** How often a tone goes up through zero in a second. */
function pitch(samples: Float32Array): number {
  let crossings = 0;
  for (let index = 1; index < samples.length; index++) {
    if ((samples[index - 1] ?? 0) < 0 && (samples[index] ?? 0) >= 0) crossings += 1;
  }
  return (crossings * 48_000) / samples.length;
}

describe('a recording of a browser', () => {
  it('becomes Opus in Ogg without being encoded again', async () => {
    const stream = readWebmOpus(recorded());
    if (!stream) throw new Error('not read');
    const ogg = writeOggOpus(stream, 0x5eed);
    const pages = pagesOf(ogg);
    const total = stream.packets.length * 2880;
    expect(pages.map(({ begins }) => begins).slice(0, 2)).toEqual(['OpusHead', 'OpusTags']);
    expect(pages.map(({ number }) => number)).toEqual(pages.map((_, index) => index));
    expect(pages.map(({ flags }) => flags)).toEqual(
      pages.map((_, index) => (index === 0 ? 2 : index === pages.length - 1 ? 4 : 0)),
    );
    for (const { sign, serial, sum, expected, ends } of pages) {
      expect([sign, serial, sum]).toEqual(['OggS', 0x5eed, expected]);
      expect(ends).toBeLessThan(255);
    }
    expect(pages.slice(0, 2).map(({ position }) => position)).toEqual([0, 0]);
    expect(pages.at(-1)?.position).toBe(total);
    expect(pages.length).toBe(4);

    const back = readOggOpus(ogg);
    expect(back?.packets.map(ascii)).toEqual(stream.packets.map(ascii));
    expect(back?.channels).toBe(1);
    const decoder = new OpusDecoder({ channels: 1, preSkip: back?.preSkip ?? 0 });
    await decoder.ready;
    const { channelData, samplesDecoded, errors } = decoder.decodeFrames([...(back?.packets ?? [])]);
    decoder.free();
    expect([samplesDecoded, errors]).toEqual([total, []]);
    expect(Math.abs(pitch(channelData[0]?.subarray(9600) ?? new Float32Array()) - 440)).toBeLessThan(5);
  });

  it('keeps what came when it is cut off, and is nothing without sound', () => {
    const whole = readWebmOpus(recorded())?.packets.length ?? 0;
    expect(readWebmOpus(recorded().subarray(0, -50))?.packets).toHaveLength(whole - 1);
    expect(readWebmOpus(recorded().subarray(0, 140))).toBeUndefined();
    expect(readWebmOpus(new Uint8Array())).toBeUndefined();
    expect(readWebmOpus(new TextEncoder().encode('<!doctype html>'))).toBeUndefined();
  });
});

it('counts pages that are full before a second is over', () => {
  const head = new Uint8Array(19);
  head.set(new TextEncoder().encode('OpusHead'));
  // 2.5 ms each: 400 would be one page by time, 255 fit.
  const packets = Array.from({ length: 600 }, () => Uint8Array.of(0xe0, 1, 2));
  const pages = pagesOf(writeOggOpus({ head, packets }, 1)).slice(2);
  expect(pages.map(({ position }) => position)).toEqual([255 * 120, 510 * 120, 600 * 120]);
  // Exactly 255 bytes need a second lacing value, 0.
  const even = writeOggOpus({ head, packets: [new Uint8Array(255).fill(0xf8)] }, 1);
  expect(pagesOf(even).at(-1)).toMatchObject({ ends: 0, position: 960, flags: 4 });
  expect(readOggOpus(even)?.packets[0]).toHaveLength(255);
});

it('knows how long a packet is by its first bytes', () => {
  // SILK 60 ms; hybrid 20 ms, two frames; CELT 2.5 ms; CELT 20 ms, three frames by count.
  expect([[3 << 3], [(13 << 3) | 1], [28 << 3], [(31 << 3) | 3, 3]].map((bytes) => samplesIn(Uint8Array.from(bytes)))).toEqual([
    2880, 1920, 120, 2880,
  ]);
});
