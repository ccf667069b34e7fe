import type { SendableKind } from '../../../../contract/media-uploads.ts';
import { limits, type Refusal, sorted } from './sort.ts';

export interface Prepared {
  readonly key: string;
  readonly name: string;
  readonly file: Blob;
  readonly kind?: SendableKind;
  readonly mimeType: string;
  /** Address of it in this page, of what can be shown. */
  readonly preview?: string;
  readonly redrawn?: true;
  readonly refused?: Refusal;
  readonly limit?: number;
}

/** Wide enough to be looked at closely; the second one where the first is still too large. */
const widest = [2560, 1600] as const;
const quality = 0.85;

/** What a chosen file will be sent as, with a preview; or why it cannot be. */
export async function prepared(file: File): Promise<Prepared> {
  const as = sorted(file);
  const base = { key: crypto.randomUUID(), name: file.name, file, mimeType: file.type };
  if ('refused' in as) return { ...base, refused: as.refused, ...(as.limit === undefined ? {} : { limit: as.limit }) };
  if ('kind' in as) {
    const shows = as.kind === 'image' || as.kind === 'video';
    return { ...base, ...as, ...(shows ? { preview: URL.createObjectURL(file) } : {}) };
  }
  const drawn = await redrawn(file);
  if (!drawn) return { ...base, refused: 'wrong-type' };
  return { ...base, file: drawn, kind: 'image', mimeType: drawn.type, preview: URL.createObjectURL(drawn), redrawn: true };
}

/** The picture as a JPEG that WhatsApp takes; undefined: this browser cannot read it. */
async function redrawn(file: Blob): Promise<Blob | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  try {
    for (const side of widest) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height));
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      const context = canvas.getContext('2d');
      if (!context) return undefined;
      // JPEG knows no transparency and would make it black.
      context.fillStyle = '#ffffff';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingQuality = 'high';
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
      if (drawn && drawn.size <= limits.image.bytes) return drawn;
    }
    return undefined;
  } finally {
    picture.close();
  }
}
