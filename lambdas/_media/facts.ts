import { aacDuration, amrDuration, mp3Duration } from './audio-duration.ts';
import type { ByteSource } from './byte-source.ts';
import { mp4Facts } from './mp4.ts';
import { oggDuration } from './ogg.ts';
import { pdfPages } from './pdf-pages.ts';
import { pictureSize } from './picture-size.ts';

export interface Facts {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly pages?: number | undefined;
}

const durations: Readonly<Record<string, (source: ByteSource) => Promise<number | undefined>>> = {
  'audio/ogg': oggDuration,
  'audio/mpeg': mp3Duration,
  'audio/amr': amrDuration,
  'audio/aac': aacDuration,
};

/** What a file says of itself. Nothing is decoded for it. */
export async function factsOf(source: ByteSource, mimeType: string): Promise<Facts> {
  if (mimeType.startsWith('image/')) return { ...(await pictureSize(source, mimeType)) };
  if (/^(video|audio)\/(mp4|3gpp)$/.test(mimeType)) return mp4Facts(source);
  if (mimeType === 'application/pdf') return { pages: await pdfPages(source) };
  return { durationMs: await durations[mimeType]?.(source) };
}
