import type { ByteSource } from './byte-source.ts';
import { orientationOf, type Size } from './picture-size.ts';

export interface Pixels extends Size {
  /** Red, green, blue, opacity. */
  readonly data: Uint8Array;
}

/** Of the longer side, pixels: twice what a bubble shows. */
const longest = 640;
/** What is as small as that is its own small picture. */
const smallBytes = 60 * 1024;
/** A camera's 16 megapixels decode in the memory the function has. Larger ones are shown themselves. */
const mostPixels = 16_000_000;

/** A small JPEG of a picture; undefined where there is none to be had, or none is needed. `size`: as its header states it. */
export async function thumbnailOf(source: ByteSource, mimeType: string, size: Size): Promise<Buffer | undefined> {
  if (source.size <= smallBytes && Math.max(size.width, size.height) <= longest * 2) return undefined;
  if (size.width * size.height > mostPixels) return undefined;
  if (mimeType !== 'image/jpeg' && mimeType !== 'image/png') return undefined;
  const bytes = await source.read(0, source.size);
  // Loaded for the first picture, not for every file.
  const [{ decode, encode }, { decodePng }] = await Promise.all([
    import('jpeg-js').then((one) => one.default),
    import('./png.ts'),
  ]);
  const limits = { maxResolutionInMP: mostPixels / 1e6, maxMemoryUsageInMB: 400, useTArray: true } as const;
  const pixels = mimeType === 'image/png' ? decodePng(bytes) : decode(bytes, limits);
  if (pixels === undefined) return undefined;
  const turns = mimeType === 'image/jpeg' ? orientationIn(bytes) : 1;
  return encode(turned(shrunk(pixels), turns), 72).data;
}

/** Averages the pixels under each one of the result, on white. */
function shrunk({ width, height, data }: Pixels): Pixels {
  const scale = Math.min(1, longest / Math.max(width, height));
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const small = new Uint8Array(w * h * 4);
  for (let y = 0; y < h; y++) {
    const [top, bottom] = [
      Math.floor((y * height) / h),
      Math.max(Math.floor(((y + 1) * height) / h), Math.floor((y * height) / h) + 1),
    ];
    for (let x = 0; x < w; x++) {
      const [left, right] = [
        Math.floor((x * width) / w),
        Math.max(Math.floor(((x + 1) * width) / w), Math.floor((x * width) / w) + 1),
      ];
      let [red, green, blue, count] = [0, 0, 0, 0];
      for (let sy = top; sy < bottom; sy++) {
        for (let sx = left; sx < right; sx++) {
          const at = (sy * width + sx) * 4;
          const alpha = (data[at + 3] ?? 255) / 255;
          red += (data[at] ?? 0) * alpha + 255 * (1 - alpha);
          green += (data[at + 1] ?? 0) * alpha + 255 * (1 - alpha);
          blue += (data[at + 2] ?? 0) * alpha + 255 * (1 - alpha);
          count += 1;
        }
      }
      small.set([red / count, green / count, blue / count, 255], (y * w + x) * 4);
    }
  }
  return { width: w, height: h, data: small };
}

function orientationIn(bytes: Buffer): number {
  const at = bytes.subarray(0, 4096).indexOf('Exif\0\0', undefined, 'latin1');
  return at < 0 ? 1 : orientationOf(bytes.subarray(at, at + 4096));
}

/** As it is held: https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf, Orientation */
function turned(picture: Pixels, orientation: number): Pixels {
  if (orientation === 1) return picture;
  const { width, height, data } = picture;
  const swaps = orientation >= 5;
  const [w, h] = swaps ? [height, width] : [width, height];
  const result = new Uint8Array(data.length);
  const mirrorsX = [2, 3, 7, 8].includes(orientation);
  const mirrorsY = [3, 4, 6, 7].includes(orientation);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [a, b] = swaps ? [y, x] : [x, y];
      const [sx, sy] = [mirrorsX ? width - 1 - a : a, mirrorsY ? height - 1 - b : b];
      const from = (sy * width + sx) * 4;
      result.set(data.subarray(from, from + 4), (y * w + x) * 4);
    }
  }
  return { width: w, height: h, data: result };
}
