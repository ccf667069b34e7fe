import type { ByteSource } from './byte-source.ts';

/** Opus counts in 48,000 a second, whatever was recorded. https://www.rfc-editor.org/rfc/rfc7845 */
const opusRate = 48_000;

export interface OpusHead {
  readonly channels: number;
  readonly preSkip: number;
}

const headAt = 28;

export function opusHead(head: Buffer): OpusHead | undefined {
  if (head.subarray(headAt, headAt + 8).toString('latin1') !== 'OpusHead' || head.length < headAt + 19) return undefined;
  return { channels: head.readUInt8(headAt + 9), preSkip: head.readUInt16LE(headAt + 10) };
}

/** From the position that the last page states. */
export async function oggDuration(source: ByteSource): Promise<number | undefined> {
  const head = await source.read(0, 64);
  const opus = opusHead(head);
  const rate = opus ? opusRate : head.length >= 44 ? head.readUInt32LE(40) : 0;
  // A page is at most 65,307 bytes long.
  const tail = await source.read(Math.max(0, source.size - 65_400), 65_400);
  const last = tail.lastIndexOf('OggS', undefined, 'latin1');
  if (last < 0 || last + 14 > tail.length || rate === 0) return undefined;
  const ms = Math.round(((Number(tail.readBigInt64LE(last + 6)) - (opus?.preSkip ?? 0)) * 1000) / rate);
  return Number.isSafeInteger(ms) && ms > 0 && ms < 24 * 3_600_000 ? ms : undefined;
}

/** 15 minutes of the shortest there are, 2.5 ms. A file can have a thousand times as many that are empty. */
const mostPackets = 360_000;

/** The packets of the one stream, without the two that describe it. What is beyond the most that there can be is left out. */
export function opusPackets(bytes: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let open: Buffer[] = [];
  for (let offset = 0; offset + 27 <= bytes.length && bytes.subarray(offset, offset + 4).toString('latin1') === 'OggS'; ) {
    const segments = bytes.readUInt8(offset + 26);
    const table = bytes.subarray(offset + 27, offset + 27 + segments);
    let at = offset + 27 + segments;
    for (const length of table) {
      open.push(bytes.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      packets.push(Buffer.concat(open));
      if (packets.length > mostPackets) return packets.slice(2);
      open = [];
    }
    offset = at;
  }
  return packets.slice(2);
}
