import type { Variant } from '../../contract/media.ts';
import { contentDisposition, savedName } from './file-name.ts';
import { isInline, opaque } from './types.ts';

export interface ServedAs {
  /** What browsers are told. */
  readonly mimeType: string;
  readonly disposition: string;
}

interface Asked {
  readonly variant: Variant;
  /** To be saved, not shown. */
  readonly download: boolean;
  readonly name: string | undefined;
  /** The name where it has none, without an ending. */
  readonly otherwise: string;
}

/** Shown is what browsers show by themselves and what cannot act; everything else is saved, under a name that fits. */
export function servedAs(stored: string, { variant, download, name, otherwise }: Asked): ServedAs {
  const mimeType = variant === 'thumbnail' ? 'image/jpeg' : variant === 'playable' ? 'audio/mp4' : stored;
  const shown = isInline(mimeType) && !download;
  const saved = savedName(name, mimeType, otherwise);
  return { mimeType: shown ? mimeType : opaque, disposition: contentDisposition(shown ? 'inline' : 'attachment', saved) };
}

/** As part of a name: 2026-11-20-090000, UTC. */
export const stampOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
