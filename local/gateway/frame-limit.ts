import type { Duplex } from 'node:stream';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const mostFrameBytes = 32 * 1024;
export const mostMessageBytes = 128 * 1024;

/**
 * Calls `tooLarge` at the first frame of more than 32 KB, whose header tells its length. `ws` limits messages only, so this
 * reads the frame headers of the stream beside it (https://www.rfc-editor.org/rfc/rfc6455#section-5.2).
 */
export function limitFrames(socket: Duplex, tooLarge: () => void): void {
  let header = Buffer.alloc(0);
  let payloadLeft = 0;
  const read = (chunk: Buffer): void => {
    let rest = chunk;
    while (rest.length > 0) {
      if (payloadLeft > 0) {
        const skipped = Math.min(payloadLeft, rest.length);
        payloadLeft -= skipped;
        rest = rest.subarray(skipped);
        continue;
      }
      header = Buffer.concat([header, rest]);
      const frame = parseHeader(header);
      if (frame === undefined) return;
      rest = header.subarray(frame.headerBytes);
      header = Buffer.alloc(0);
      payloadLeft = frame.payloadBytes;
      if (payloadLeft > mostFrameBytes) {
        tooLarge();
        return;
      }
    }
  };
  // Before `ws` reads the same bytes and hands the message out.
  socket.prependListener('data', read);
}

/** Lengths of the frame that begins here; undefined when its header is not complete. */
export function parseHeader(bytes: Buffer): { headerBytes: number; payloadBytes: number } | undefined {
  if (bytes.length < 2) return undefined;
  const second = bytes.readUInt8(1);
  const mask = second >= 128 ? 4 : 0;
  const short = second % 128;
  const extended = short === 127 ? 8 : short === 126 ? 2 : 0;
  if (bytes.length < 2 + extended + mask) return undefined;
  const payloadBytes = extended === 8 ? Number(bytes.readBigUInt64BE(2)) : extended === 2 ? bytes.readUInt16BE(2) : short;
  return { headerBytes: 2 + extended + mask, payloadBytes };
}
