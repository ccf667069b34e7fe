import { type FrameAt, mp3FrameAt, startOfMp3 } from './audio-duration.ts';
import { Bits } from './bits.ts';
import type { ByteSource } from './byte-source.ts';
import { soundSamples } from './mp4-samples.ts';

/**
 * How loud a recording is over time, from what its encoder wrote beside the sound: MP3 and AAC state a gain for each frame, by which
 * what follows is multiplied. It is coarse and real, and nothing is decoded: the decoders there are for Node (WebAssembly, 60 to 260
 * KB packed each) would double the function for a picture of 64 bars, and run on what strangers send.
 * Amplitudes in time order, of any scale.
 */
export async function envelopeOf(source: ByteSource, mimeType: string): Promise<readonly number[] | undefined> {
  const found = await frames[mimeType]?.(source);
  return found !== undefined && found.length > 0 && found.some((value) => value > 0) ? found : undefined;
}

const frames: Readonly<Record<string, (source: ByteSource) => Promise<readonly number[]>>> = {
  'audio/mpeg': mp3Gains,
  'audio/aac': adtsGains,
  'audio/mp4': mp4Gains,
};

/** Both of them hold some minutes of music. */
const largest = 16 * 1024 * 1024;

/** https://www.iso.org/standard/22412.html, 2.4.1.7: the side information of layer III, whose gain is in quarters of a doubling. */
async function mp3Gains(source: ByteSource): Promise<readonly number[]> {
  if (source.size > largest) return [];
  const bytes = await source.read(0, source.size);
  const gains: number[] = [];
  for (let offset = startOfMp3(bytes); ; ) {
    const frame = mp3FrameAt(bytes, offset);
    if (frame === undefined) return gains;
    // The first one of most files holds no sound but what an encoder says of the whole.
    if (!frame.says) gains.push(mp3Gain(bytes, offset, frame));
    offset += frame.length;
  }
}

function mp3Gain(bytes: Buffer, offset: number, { version1, channels, checked }: FrameAt): number {
  const bits = new Bits(bytes.subarray(offset + (checked ? 6 : 4), offset + 38));
  bits.skip(version1 ? (channels === 1 ? 18 : 20) : channels === 1 ? 9 : 10);
  let loudest = 0;
  for (let part = 0; part < (version1 ? 2 : 1) * channels; part++) {
    const [length, , gain] = [bits.take(12), bits.take(9), bits.take(8)];
    bits.skip(version1 ? 30 : 34);
    if (length > 0) loudest = Math.max(loudest, 2 ** ((gain - 210) / 4));
  }
  return loudest;
}

async function adtsGains(source: ByteSource): Promise<readonly number[]> {
  if (source.size > largest) return [];
  const bytes = await source.read(0, source.size);
  const gains: number[] = [];
  for (let offset = 0; offset + 7 < bytes.length && bytes[offset] === 0xff; ) {
    const second = bytes[offset + 1] ?? 0;
    const length = (bytes.readUIntBE(offset + 3, 3) >> 5) & 0x1fff;
    const head = (second & 1) === 1 ? 7 : 9;
    if ((second & 0xf6) !== 0xf0 || length < head) break;
    gains.push(aacGain(bytes.subarray(offset + head, offset + Math.min(length, head + 64))) ?? gains.at(-1) ?? 0);
    offset += length;
  }
  return gains;
}

/** Of the sound of a file with an index, evenly over its length. */
async function mp4Gains(source: ByteSource): Promise<readonly number[]> {
  const gains: number[] = [];
  for (const { offset, size } of await soundSamples(source)) {
    gains.push(aacGain(await source.read(offset, Math.min(size, 64))) ?? gains.at(-1) ?? 0);
  }
  return gains;
}

/**
 * Of the first channel in a block of AAC, https://www.iso.org/standard/76383.html, 4.4.2: an element for one channel begins with its
 * gain, one for two with what they have in common. Undefined: the block begins with something else.
 */
function aacGain(block: Buffer): number | undefined {
  const bits = new Bits(block);
  const element = bits.take(3);
  bits.skip(4);
  if (element > 1) return undefined;
  if (element === 1 && bits.take(1) === 1) skipCommon(bits);
  return 2 ** ((bits.take(8) - 100) / 4);
}

const eightShort = 2;

function skipCommon(bits: Bits): void {
  bits.skip(1);
  const window = bits.take(2);
  bits.skip(1);
  const bands = bits.take(window === eightShort ? 4 : 6);
  let groups = 1;
  // A bit for each of the short windows after the first: 0 where a new group begins.
  if (window === eightShort) for (let index = 0; index < 7; index++) groups += 1 - bits.take(1);
  else bits.skip(1);
  if (bits.take(2) === 1) bits.skip(groups * bands);
}
