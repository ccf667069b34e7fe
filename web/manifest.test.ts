import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifests } from './manifest.ts';
import { isView } from './src/inbox/views.ts';

const folder = join(import.meta.dirname, 'public');

/** Width and height as a PNG says them: https://www.w3.org/TR/png/#11IHDR */
const sizeOf = (png: Buffer): string => `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;

describe.each(Object.entries(manifests))('%s', (name, manifest) => {
  it('names icons that are there, of the size that it says, small, and one that may be cut', async () => {
    const icons = manifest.icons ?? [];
    expect(icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
    for (const { src, sizes, type } of icons) {
      const file = await readFile(join(folder, src));
      expect(file.length, src).toBeLessThan(16_000);
      if (type === 'image/png') expect(sizeOf(file), src).toBe(sizes);
    }
  });

  it('is the same app in every language, with shortcuts to views that exist', () => {
    expect(manifest).toMatchObject({ id: '/', scope: '/', start_url: '/', display: 'standalone' });
    expect(manifest.lang).toBe(name === 'manifest-ar.json' ? 'ar' : 'en');
    for (const { url } of manifest.shortcuts ?? []) expect(isView(url.replace('/open/', '')), url).toBe(true);
    expect(manifest.shortcuts).toHaveLength(3);
  });
});

it('an icon for iPhones is as large as they want it, without transparent corners', async () => {
  const png = await readFile(join(folder, 'apple-touch-icon.png'));
  expect(sizeOf(png)).toBe('180x180');
});
