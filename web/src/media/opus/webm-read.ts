import type { OpusStream } from './ogg-write.ts';

/** https://www.matroska.org/technical/elements.html */
const ids = {
  segment: 0x18538067,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  codecPrivate: 0x63a2,
  codecId: 0x86,
  simpleBlock: 0xa3,
  block: 0xa1,
} as const;
/** What is looked into; everything else is passed over. */
const containers: ReadonlySet<number> = new Set([ids.segment, ids.cluster, ids.blockGroup, ids.tracks, ids.trackEntry]);
const lacing = 0x06;

/** Length and value of the number at a place; as an id its marker belongs to it. All ones: not known, as while recording. */
function numberAt(bytes: Uint8Array, at: number, asId: boolean): { length: number; value: number | undefined } | undefined {
  const lead = bytes[at] ?? 0;
  const length = Math.clz32(lead) - 23;
  if (lead === 0 || length > 8 || at + length > bytes.length) return undefined;
  let value = asId ? lead : lead & (0xff >> length);
  let unknown = (lead | ((0xff << (8 - length)) & 0xff)) === 0xff && value === 0xff >> length;
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index] ?? 0;
    unknown &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return { length, value: !asId && unknown ? undefined : value };
}

/**
 * The packets of the one track of Opus that a browser records into WebM. Elements whose size is not known are read to the end:
 * what follows a cluster is the next one, which is in the same segment. Undefined: it is something else.
 */
export function readWebmOpus(bytes: Uint8Array): OpusStream | undefined {
  const packets: Uint8Array[] = [];
  let head: Uint8Array | undefined;
  let codec = '';
  let at = 0;
  while (at < bytes.length) {
    const id = numberAt(bytes, at, true);
    const size = id && numberAt(bytes, at + id.length, false);
    if (!id || !size) break;
    const begins = at + id.length + size.length;
    if (id.value !== undefined && containers.has(id.value)) {
      at = begins;
      continue;
    }
    const ends = begins + (size.value ?? Number.POSITIVE_INFINITY);
    // Cut off: what came until then is kept.
    if (ends > bytes.length) break;
    const content = bytes.subarray(begins, ends);
    if (id.value === ids.codecPrivate) head = content;
    if (id.value === ids.codecId) codec = new TextDecoder().decode(content);
    if (id.value === ids.simpleBlock || id.value === ids.block) {
      const track = numberAt(content, 0, false);
      if (!track || ((content[track.length + 2] ?? 0) & lacing) !== 0) return undefined;
      // Track, two bytes of time, one of flags.
      packets.push(content.subarray(track.length + 3));
    }
    at = ends;
  }
  return codec.startsWith('A_OPUS') && head && head.length >= 19 && packets.length > 0 ? { head, packets } : undefined;
}
