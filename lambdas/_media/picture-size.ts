import type { ByteSource } from './byte-source.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Width and height as shown, from the header alone. Undefined: the header does not say. */
export async function pictureSize(source: ByteSource, mimeType: string): Promise<Size | undefined> {
  const head = await source.read(0, 64);
  const found = mimeType === 'image/jpeg' ? await jpegSize(source) : head.length < 30 ? undefined : readers[mimeType]?.(head);
  return found && found.width > 0 && found.height > 0 ? found : undefined;
}

const readers: Readonly<Record<string, (head: Buffer) => Size | undefined>> = {
  'image/png': (head) => ({ width: head.readUInt32BE(16), height: head.readUInt32BE(20) }),
  'image/gif': (head) => ({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) }),
  'image/webp': webpSize,
};

/** https://developers.google.com/speed/webp/docs/riff_container */
function webpSize(head: Buffer): Size | undefined {
  switch (head.subarray(12, 16).toString('latin1')) {
    case 'VP8 ':
      return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = head.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}

const mostSegments = 500;

async function jpegSize(source: ByteSource): Promise<Size | undefined> {
  let turned = false;
  let offset = 2;
  for (let count = 0; count < mostSegments; count++) {
    const head = await source.read(offset, 9);
    const [mark, marker = 0] = head;
    if (head.length < 9 || mark !== 0xff) return undefined;
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    const length = head.readUInt16BE(2);
    // C4, C8 and CC are tables, the others of this row are frames.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      const [height, width] = [head.readUInt16BE(5), head.readUInt16BE(7)];
      return turned ? { width: height, height: width } : { width, height };
    }
    if (marker === 0xe1) turned = orientationOf(await source.read(offset + 4, Math.min(length, 4096))) >= 5;
    if (marker === 0xda || length < 2) return undefined;
    offset += 2 + length;
  }
  return undefined;
}

/** 1 to 8; 5 and up: width and height change places. 1 when nothing is said. */
export function orientationOf(exif: Buffer): number {
  if (exif.subarray(0, 6).toString('latin1') !== 'Exif\0\0' || exif.length < 18) return 1;
  const little = exif.subarray(6, 8).toString('latin1') === 'II';
  const two = (at: number): number => (at + 2 > exif.length ? 0 : little ? exif.readUInt16LE(at) : exif.readUInt16BE(at));
  const four = (at: number): number => (at + 4 > exif.length ? 0 : little ? exif.readUInt32LE(at) : exif.readUInt32BE(at));
  const directory = 6 + four(10);
  for (let entry = 0; entry < Math.min(two(directory), 64); entry++) {
    const at = directory + 2 + entry * 12;
    if (two(at) === 0x0112) return Math.min(8, Math.max(1, two(at + 8)));
  }
  return 1;
}
