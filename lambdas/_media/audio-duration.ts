import type { ByteSource } from './byte-source.ts';

const bitrates = {
  one: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  two: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const rates = [44_100, 48_000, 32_000];

/** Where the sound begins: after a tag, whose size has 7 bits in each byte. */
export const startOfMp3 = (start: Buffer): number =>
  start.subarray(0, 3).toString('latin1') === 'ID3' && start.length >= 10
    ? 10 +
      (((start[6] ?? 0) & 127) << 21) +
      (((start[7] ?? 0) & 127) << 14) +
      (((start[8] ?? 0) & 127) << 7) +
      ((start[9] ?? 0) & 127)
    : 0;

export interface FrameAt {
  readonly version1: boolean;
  readonly channels: 1 | 2;
  /** Samples a second, and kilobits a second. */
  readonly rate: number;
  readonly bitrate: number;
  /** Bytes, with its head. */
  readonly length: number;
  /** Two bytes of a check sum follow the head. */
  readonly checked: boolean;
  /** It holds no sound, but what its encoder says of the whole: how many frames there are, where that is known. */
  readonly says: { readonly frames: number | undefined } | undefined;
}

/** A frame of MPEG layer III; undefined: none begins here. */
export function mp3FrameAt(bytes: Buffer, offset: number): FrameAt | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(offset, offset + 4);
  if (first !== 0xff || (second & 0xe6) !== 0xe2) return undefined;
  const version1 = ((second >> 3) & 3) === 3;
  const divisor = version1 ? 1 : ((second >> 3) & 3) === 2 ? 2 : 4;
  const rate = (rates[(third >> 2) & 3] ?? 0) / divisor;
  const bitrate = (version1 ? bitrates.one : bitrates.two)[third >> 4] ?? 0;
  if (rate === 0 || bitrate === 0) return undefined;
  const mono = fourth >> 6 === 3;
  const info = offset + 4 + (version1 ? (mono ? 17 : 32) : mono ? 9 : 17);
  const named = bytes.subarray(info, info + 4).toString('latin1');
  const isInfo = named === 'Xing' || named === 'Info';
  const counted = isInfo && bytes.length >= info + 12 && (bytes.readUInt32BE(info + 4) & 1) === 1;
  return {
    version1,
    channels: mono ? 1 : 2,
    rate,
    bitrate,
    length: Math.floor(((version1 ? 144_000 : 72_000) * bitrate) / rate) + ((third >> 1) & 1),
    checked: (second & 1) === 0,
    says: isInfo ? { frames: counted ? bytes.readUInt32BE(info + 8) : undefined } : undefined,
  };
}

/** Of MPEG layer III: by the frame count that most encoders write, else by the bit rate of the first frame. */
export async function mp3Duration(source: ByteSource): Promise<number | undefined> {
  const tag = startOfMp3(await source.read(0, 10));
  const frame = mp3FrameAt(await source.read(tag, 200), 0);
  if (frame === undefined) return undefined;
  const { says, version1, rate, bitrate } = frame;
  if (says?.frames !== undefined) return sane((says.frames * (version1 ? 1152 : 576) * 1000) / rate);
  return sane(((source.size - tag) * 8) / bitrate);
}

const amrSizes = [12, 13, 15, 17, 19, 20, 26, 31, 5];
/** AMR is for the telephone: 20 ms a frame, whose first byte tells its size. Files are small. */
export async function amrDuration(source: ByteSource): Promise<number | undefined> {
  if (source.size > 8 * 1024 * 1024) return undefined;
  const bytes = await source.read(0, source.size);
  if (bytes.subarray(0, 6).toString('latin1') !== '#!AMR\n') return undefined;
  let frames = 0;
  for (let offset = 6; offset < bytes.length; frames++) offset += 1 + (amrSizes[((bytes[offset] ?? 0) >> 3) & 15] ?? 0);
  return sane(frames * 20);
}

const aacRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];
/** ADTS: 1,024 samples a frame, whose header tells its size. */
export async function aacDuration(source: ByteSource): Promise<number | undefined> {
  if (source.size > 64 * 1024 * 1024) return undefined;
  const bytes = await source.read(0, source.size);
  const rate = aacRates[((bytes[2] ?? 0) >> 2) & 15];
  if (rate === undefined) return undefined;
  let frames = 0;
  for (let offset = 0; offset + 7 <= bytes.length && bytes[offset] === 0xff; frames++) {
    const length = (((bytes[offset + 3] ?? 0) & 3) << 11) | ((bytes[offset + 4] ?? 0) << 3) | ((bytes[offset + 5] ?? 0) >> 5);
    if (length < 7) break;
    offset += length;
  }
  return sane((frames * 1024 * 1000) / rate);
}

const sane = (ms: number): number | undefined => {
  const whole = Math.round(ms);
  return whole > 0 && whole < 24 * 3_600_000 ? whole : undefined;
};
