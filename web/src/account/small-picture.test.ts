import { expect, it } from 'vitest';
import { fitting, middleSquare } from './small-picture.ts';

const uri = (type: string, bytes: number): string => `data:${type};base64,${'A'.repeat(Math.ceil(bytes / 3) * 4)}`;

it('takes WebP where the browser writes it, else JPEG, and the first that fits', () => {
  expect(fitting({ toDataURL: (type) => uri(type, 9000) })).toMatch(/^data:image\/webp/);
  // A browser that cannot write WebP makes a PNG of it without a word.
  const png = { toDataURL: (type: string) => uri(type === 'image/webp' ? 'image/png' : type, 9000) };
  expect(fitting(png)).toMatch(/^data:image\/jpeg/);
  const qualities: number[] = [];
  const heavy = {
    toDataURL: (type: string, quality: number) => {
      qualities.push(quality);
      return uri(type, type === 'image/jpeg' && quality < 0.4 ? 20_000 : 40_000);
    },
  };
  expect(fitting(heavy)).toMatch(/^data:image\/jpeg/);
  expect(Math.min(...qualities)).toBe(0.3);
  expect(fitting({ toDataURL: (type) => uri(type, 24 * 1024 + 3) })).toBeUndefined();
});

it('cuts the middle out', () => {
  expect(middleSquare(400, 200)).toEqual({ x: 100, y: 0, size: 200 });
  expect(middleSquare(200, 401)).toEqual({ x: 0, y: 101, size: 200 });
});
