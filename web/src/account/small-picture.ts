const side = 128;
/** What the contract takes: 24 KB of picture, as base64. */
const mostBytes = 24 * 1024;

const bytesOf = (uri: string): number => Math.floor(((uri.length - uri.indexOf(',') - 1) * 3) / 4);

/** First what is smallest: WebP where the browser can write it (others quietly make a PNG of it), then ever rougher JPEGs. */
const tries = [
  { type: 'image/webp', quality: 0.85 },
  { type: 'image/webp', quality: 0.6 },
  { type: 'image/jpeg', quality: 0.85 },
  { type: 'image/jpeg', quality: 0.6 },
  { type: 'image/jpeg', quality: 0.3 },
] as const;

export interface Drawn {
  toDataURL(type: string, quality: number): string;
}

/** The first way of writing the picture that fits; undefined: none does. */
export const fitting = (drawn: Drawn): string | undefined =>
  tries
    .map(({ type, quality }) => ({ type, uri: drawn.toDataURL(type, quality) }))
    .find(({ type, uri }) => uri.startsWith(`data:${type};base64,`) && bytesOf(uri) <= mostBytes)?.uri;

/** The middle square of the picture, as it is in the whole picture. */
export function middleSquare(width: number, height: number): { readonly x: number; readonly y: number; readonly size: number } {
  const size = Math.min(width, height);
  return { x: Math.round((width - size) / 2), y: Math.round((height - size) / 2), size };
}

/** A file the person chose, as a small square picture in a data URI; undefined when it is no picture this browser can read. */
export async function smallPicture(file: Blob): Promise<string | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  const { x, y, size } = middleSquare(picture.width, picture.height);
  // JPEG knows no transparency and would make it black.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, x, y, size, size, 0, 0, side, side);
  picture.close();
  return fitting(canvas);
}
