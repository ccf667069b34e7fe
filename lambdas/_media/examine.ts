import { createHash } from 'node:crypto';
import type { MediaKind } from '../../contract/message.ts';
import type { FileItem } from '../_data/file-item.ts';
import { log } from '../_shared/log.ts';
import type { ByteSource } from './byte-source.ts';
import { factsOf } from './facts.ts';
import { peaksOf } from './peaks.ts';
import { pictureSize, type Size } from './picture-size.ts';
import { sniff } from './sniff.ts';
import { thumbnailOf } from './thumbnail.ts';
import { keptType, opaque } from './types.ts';

export interface Examined {
  readonly mimeType: string;
  readonly facts: Pick<FileItem, 'w' | 'h' | 'ms' | 'pg' | 'pk'>;
  readonly thumbnail?: { readonly bytes: Buffer; readonly sha256: string } | undefined;
}

/** Why a file is not kept. */
export type NotKept = 'empty' | 'wrong-type' | 'too-many-pixels';

/** A browser needs four bytes for each: what is larger could take an employee's computer down. */
const mostPixels = 100_000_000;
const longestSide = 30_000;
const isSane = ({ width, height }: Size): boolean =>
  width * height <= mostPixels && width <= longestSide && height <= longestSide;

/** What the bytes are, whatever was claimed. Headers are read before anything is decoded. */
export async function examine(
  source: ByteSource,
  claim: { readonly kind: MediaKind; readonly mimeType: string },
  tenant: string,
): Promise<Examined | NotKept> {
  if (source.size === 0) return 'empty';
  const mimeType = keptType(claim.kind, await sniff(source, claim.mimeType));
  if (mimeType === undefined) return 'wrong-type';
  if (mimeType.startsWith('image/')) {
    const size = await pictureSize(source, mimeType);
    const isDocument = claim.kind === 'document';
    // As a document it is kept to be saved, and shown by nobody.
    if (size === undefined) return isDocument ? { mimeType: opaque, facts: {} } : 'wrong-type';
    if (!isSane(size)) return isDocument ? { mimeType: opaque, facts: {} } : 'too-many-pixels';
  }
  // What is nice to know must not stand between a customer's file and the people who wait for it.
  const unless = async <T>(work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: unknown) => {
      log.warn('a file does not tell everything', { tenant, code: mimeType }, error);
      return undefined;
    });
  const { width, height, durationMs, pages } = (await unless(factsOf(source, mimeType))) ?? {};
  const small =
    width !== undefined && height !== undefined && mimeType.startsWith('image/')
      ? await unless(thumbnailOf(source, mimeType, { width, height }))
      : undefined;
  return {
    mimeType,
    facts: {
      w: width,
      h: height,
      ms: durationMs,
      pg: pages,
      pk: await unless(peaksOf(source, mimeType, durationMs)),
    },
    thumbnail: small && { bytes: small, sha256: createHash('sha256').update(small).digest('hex') },
  };
}
