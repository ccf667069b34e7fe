import type { ByteSource } from './byte-source.ts';

export interface Box {
  readonly type: string;
  /** Of what is in it. */
  readonly from: number;
  readonly to: number;
}

/** Far more than any real file has on one level. */
const mostBoxes = 200;

async function* boxes(source: ByteSource, from: number, to: number): AsyncGenerator<Box> {
  let offset = from;
  for (let count = 0; count < mostBoxes && offset + 8 <= to; count++) {
    const head = await source.read(offset, 16);
    if (head.length < 8) return;
    const type = head.subarray(4, 8).toString('latin1');
    const short = head.readUInt32BE(0);
    const long = short === 1 && head.length === 16;
    const size = long ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - offset : short;
    const content = offset + (long ? 16 : 8);
    if (offset + size < content) return;
    yield { type, from: content, to: Math.min(to, offset + size) };
    offset += size;
  }
}

export async function find(source: ByteSource, type: string, { from, to }: Pick<Box, 'from' | 'to'>): Promise<Box | undefined> {
  for await (const box of boxes(source, from, to)) if (box.type === type) return box;
  return undefined;
}

interface Track {
  readonly width: number;
  readonly height: number;
}

async function videoTrack(source: ByteSource, movie: Box): Promise<Track | undefined> {
  for await (const box of boxes(source, movie.from, movie.to)) {
    if (box.type !== 'trak') continue;
    const media = await find(source, 'mdia', box);
    const handler = media && (await find(source, 'hdlr', media));
    if (!handler || (await source.read(handler.from + 8, 4)).toString('latin1') !== 'vide') continue;
    const header = await find(source, 'tkhd', box);
    if (!header) continue;
    const bytes = await source.read(header.from, 96);
    const matrix = bytes[0] === 1 ? 52 : 40;
    if (bytes.length < matrix + 44) continue;
    // Turned by 90 or 270 degrees: the first element of the matrix is 0.
    const turned = bytes.readInt32BE(matrix) === 0;
    const [width, height] = [bytes.readUInt16BE(matrix + 36), bytes.readUInt16BE(matrix + 40)];
    return turned ? { width: height, height: width } : { width, height };
  }
  return undefined;
}

/** The tables of its first track of sound, `stbl`. */
export async function soundTrack(source: ByteSource): Promise<Box | undefined> {
  const movie = await find(source, 'moov', { from: 0, to: source.size });
  if (!movie) return undefined;
  for await (const box of boxes(source, movie.from, movie.to)) {
    const media = box.type === 'trak' ? await find(source, 'mdia', box) : undefined;
    const handler = media && (await find(source, 'hdlr', media));
    if (!media || !handler || (await source.read(handler.from + 8, 4)).toString('latin1') !== 'soun') continue;
    const information = await find(source, 'minf', media);
    return information && find(source, 'stbl', information);
  }
  return undefined;
}

export async function hasVideo(source: ByteSource): Promise<boolean> {
  const movie = await find(source, 'moov', { from: 0, to: source.size });
  // Without its index nothing says that it is not.
  return movie === undefined || (await videoTrack(source, movie)) !== undefined;
}

/** Duration, and the size of the picture where there is one. */
export async function mp4Facts(source: ByteSource): Promise<{ durationMs?: number; width?: number; height?: number }> {
  const movie = await find(source, 'moov', { from: 0, to: source.size });
  if (!movie) return {};
  const header = await find(source, 'mvhd', movie);
  const bytes = header ? await source.read(header.from, 32) : Buffer.alloc(0);
  const long = bytes[0] === 1;
  const scale = bytes.length === 32 ? bytes.readUInt32BE(long ? 20 : 12) : 0;
  const units = bytes.length < 32 ? 0 : long ? Number(bytes.readBigUInt64BE(24)) : bytes.readUInt32BE(16);
  const durationMs = scale > 0 ? Math.round((units * 1000) / scale) : undefined;
  const track = await videoTrack(source, movie);
  return {
    ...(durationMs !== undefined && durationMs > 0 && Number.isSafeInteger(durationMs) ? { durationMs } : {}),
    ...(track && track.width > 0 && track.height > 0 ? track : {}),
  };
}
