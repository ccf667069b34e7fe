export interface OggOpus {
  readonly channels: number;
  /** Samples at 48 kHz to drop at the beginning. */
  readonly preSkip: number;
  readonly packets: readonly Uint8Array[];
}

/** Pages have a header of 27 bytes and a table of lacing values. https://www.rfc-editor.org/rfc/rfc3533#section-6 */
const pageHead = 27;
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** The packets of a file with one stream of Opus in it; undefined: it is something else. */
export function readOggOpus(bytes: Uint8Array): OggOpus | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: Uint8Array[] = [];
  let open: Uint8Array[] = [];
  let offset = 0;
  while (offset + pageHead <= bytes.length && text(bytes.subarray(offset, offset + 4)) === 'OggS') {
    const segments = view.getUint8(offset + 26);
    const table = bytes.subarray(offset + pageHead, offset + pageHead + segments);
    let at = offset + pageHead + segments;
    for (const length of table) {
      open.push(bytes.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      packets.push(joined(open));
      open = [];
    }
    offset = at;
  }
  const [head, , ...sound] = packets;
  if (!head || head.length < 19 || text(head.subarray(0, 8)) !== 'OpusHead') return undefined;
  return { channels: head[9] ?? 1, preSkip: (head[10] ?? 0) | ((head[11] ?? 0) << 8), packets: sound };
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
