import { joined } from './ogg-read.ts';
import { samplesIn } from './packet.ts';

/** Opus counts at 48 kHz, whatever was recorded. https://www.rfc-editor.org/rfc/rfc7845#section-4 */
const pageSamples = 48_000;
const mostSegments = 255;
const first = 2;
const last = 4;

interface Page {
  readonly flags: number;
  readonly position: bigint;
  readonly packets: readonly Uint8Array[];
}

export interface OpusStream {
  /** The identification header: `OpusHead`. */
  readonly head: Uint8Array;
  readonly packets: readonly Uint8Array[];
}

/** Puts packets of Opus into Ogg as they are. `serial`: any number, another one for each stream. */
export function writeOggOpus({ head, packets }: OpusStream, serial: number): Uint8Array<ArrayBuffer> {
  const pages: Page[] = [
    { flags: first, position: 0n, packets: [head] },
    { flags: 0, position: 0n, packets: [tags()] },
  ];
  let open: Uint8Array[] = [];
  let [segments, began, position] = [0, 0, 0];
  const close = (flags: number): void => {
    pages.push({ flags, position: BigInt(position), packets: open });
    [open, segments, began] = [[], 0, position];
  };
  packets.forEach((packet, index) => {
    const needs = segmentsOf(packet);
    if (segments + needs > mostSegments) close(0);
    open.push(packet);
    segments += needs;
    position += samplesIn(packet);
    if (index === packets.length - 1) close(last);
    else if (position - began >= pageSamples) close(0);
  });
  return joined(pages.map((page, number) => paged(page, number, serial)));
}

/** A packet longer than a page can hold would have to be spread over two: Opus has none that is (1,275 bytes each frame). */
const segmentsOf = ({ length }: Uint8Array): number => Math.floor(length / 255) + 1;

function tags(): Uint8Array {
  const vendor = new TextEncoder().encode('Frontdesk');
  const comment = new Uint8Array(8 + 4 + vendor.length + 4);
  comment.set(new TextEncoder().encode('OpusTags'));
  new DataView(comment.buffer).setUint32(8, vendor.length, true);
  comment.set(vendor, 12);
  return comment;
}

function paged({ flags, position, packets }: Page, number: number, serial: number): Uint8Array {
  const table = packets.flatMap(({ length }) => [...Array<number>(Math.floor(length / 255)).fill(255), length % 255]);
  const head = new Uint8Array(27 + table.length);
  const view = new DataView(head.buffer);
  head.set(new TextEncoder().encode('OggS'));
  view.setUint8(5, flags);
  view.setBigUint64(6, position, true);
  view.setUint32(14, serial, true);
  view.setUint32(18, number, true);
  view.setUint8(26, table.length);
  head.set(table, 27);
  const page = joined([head, ...packets]);
  new DataView(page.buffer).setUint32(22, crcOf(page), true);
  return page;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  return sum >>> 0;
});

/** Not the usual CRC 32: neither reflected nor inverted. The field itself counts as 0. */
export function crcOf(page: Uint8Array): number {
  let sum = 0;
  for (const byte of page) sum = ((sum << 8) ^ (crcTable[((sum >>> 24) ^ byte) & 255] ?? 0)) >>> 0;
  return sum;
}
