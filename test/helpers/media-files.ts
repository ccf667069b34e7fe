import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'jpeg-js';

/** Real files of every kind, made here: small, and different for each seed. */

/** The same sequence for the same seed, 0 to 255. */
function noise(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
}

export function jpeg(width = 320, height = 240, seed = 1): Buffer {
  const next = noise(seed);
  const data = Buffer.alloc(width * height * 4);
  const [red, green, blue] = [next(), next(), next()];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      data.writeUInt32BE(
        ((((red + x) & 255) << 24) | (((green + y) & 255) << 16) | (blue << 8) | 255) >>> 0,
        (y * width + x) * 4,
      );
  }
  return encode({ width, height, data }, 80).data;
}

const chunk = (type: string, content: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
};

/** `stated`: the size its header claims, when that is to be a lie. */
export function png(width = 64, height = 48, stated: { width: number; height: number } = { width, height }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(stated.width, 0);
  header.writeUInt32BE(stated.height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 4 + 1) * height);
  for (let at = 0; at < rows.length; at++) rows[at] = at % (width * 4 + 1) === 0 ? 0 : (at * 7) & 255;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One pixel, lossless: the smallest picture that browsers show. */
export const webp = (): Buffer => Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

/** Two pictures of that pixel in turns: what an animated sticker is. https://developers.google.com/speed/webp/docs/riff_container */
export function animatedWebp(): Buffer {
  const part = (name: string, ...content: readonly Buffer[]): Buffer => {
    const bytes = Buffer.concat(content);
    const head = Buffer.alloc(8);
    head.write(name, 0, 'latin1');
    head.writeUInt32LE(bytes.length, 4);
    return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
  };
  // Where it lies and how large it is, both 0 for one pixel, then 100 ms.
  const frame = Buffer.alloc(16);
  frame.writeUIntLE(100, 12, 3);
  const shown = part('ANMF', frame, webp().subarray(12));
  const animated = part('VP8X', Buffer.from([0x02, ...Array(9).fill(0)]));
  return part('RIFF', Buffer.from('WEBP', 'latin1'), animated, part('ANIM', Buffer.alloc(6)), shown, shown);
}
export const gif = (): Buffer => Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** CRC of Ogg, which is not the usual one: not reflected, without a final inversion. */
export function oggSum(page: Buffer): number {
  let sum = 0;
  for (const byte of page) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}

function oggPage(
  packets: readonly Buffer[],
  { flags, position, number }: { flags: number; position: number; number: number },
): Buffer {
  const table = packets.flatMap((packet) => [...Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255]);
  const header = Buffer.alloc(27);
  header.write('OggS', 0, 'latin1');
  header[5] = flags;
  header.writeBigInt64LE(BigInt(position), 6);
  header.writeUInt32LE(0x5eed, 14);
  header.writeUInt32LE(number, 18);
  header[26] = table.length;
  const page = Buffer.concat([header, Buffer.from(table), ...packets]);
  page.writeUInt32LE(oggSum(page), 22);
  return page;
}

/** A voice note: Opus in Ogg, 20 ms a packet. Loud and silent in turns, so that it has a shape. */
export function voiceNote(seconds = 3, seed = 1): Buffer {
  const next = noise(seed);
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head.set([1, 1], 8);
  head.writeUInt16LE(312, 10);
  head.writeUInt32LE(16_000, 12);
  const tags = Buffer.concat([Buffer.from('OpusTags\x04\0\0\0test\0\0\0\0', 'latin1')]);
  const pages = [oggPage([head], { flags: 2, position: 0, number: 0 }), oggPage([tags], { flags: 0, position: 0, number: 1 })];
  const packets = Math.round(seconds * 50);
  for (let from = 0; from < packets; from += 50) {
    const to = Math.min(packets, from + 50);
    // Fullband CELT, mono: noise where the payload is noise, silence where it says so.
    const loud = (from / 50) % 2 === 0;
    const page = Array.from({ length: to - from }, () =>
      loud ? Buffer.from([0xf8, ...Array(60 + (next() % 8)).fill(0x7f)]) : Buffer.from([0xf8, 0xff, 0xfe]),
    );
    pages.push(oggPage(page, { flags: to === packets ? 4 : 0, position: 312 + to * 960, number: pages.length }));
  }
  return Buffer.concat(pages);
}

/** MPEG 1 layer III, 128 kbit/s, 44,100 Hz: silent frames of 26 ms. */
export function mp3(frames = 40): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0xc4]);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

export const amr = (frames = 50): Buffer =>
  Buffer.concat([
    Buffer.from('#!AMR\n', 'latin1'),
    ...Array.from({ length: frames }, () => Buffer.from([0x04, ...Array(12).fill(0)])),
  ]);

const box = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
};

/** The index of a film with one picture track, or of one with sound only. */
export function mp4({ seconds = 5, width = 640, height = 360, video = true, brand = 'isom' } = {}): Buffer {
  const movie = Buffer.alloc(100);
  movie.writeUInt32BE(1000, 12);
  movie.writeUInt32BE(seconds * 1000, 16);
  const track = Buffer.alloc(84);
  track.writeInt32BE(0x10000, 40);
  track.writeUInt32BE(width * 0x10000, 76);
  track.writeUInt32BE(height * 0x10000, 80);
  const handler = Buffer.alloc(25);
  handler.write(video ? 'vide' : 'soun', 8, 'latin1');
  return Buffer.concat([
    box('ftyp', Buffer.from(`${brand}\0\0\0\0isommp42`, 'latin1')),
    box('mdat', Buffer.alloc(2000)),
    box('moov', box('mvhd', movie), box('trak', box('tkhd', track), box('mdia', box('hdlr', handler)))),
  ]);
}

export function pdf(pages = 3): Buffer {
  const kids = Array.from({ length: pages }, (_, index) => `${index + 3} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    ...Array.from({ length: pages }, () => '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>'),
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** An archive with these files, stored as they are; `packed`: with what they are compressed to. */
export function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateSync(content).subarray(2, -4);
    const common = Buffer.alloc(26);
    common.set([20, 0, 0, 0, 8, 0]);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name, 'latin1'), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, place, Buffer.from(name, 'latin1'));
    parts.push(local);
    at += local.length;
  }
  const whole = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(whole.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, whole, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

export const docx = (): Buffer =>
  zip({ '[Content_Types].xml': Buffer.from('<Types/>'), 'word/document.xml': Buffer.from('<w:document/>') });

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
