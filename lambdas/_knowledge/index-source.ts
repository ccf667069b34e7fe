import { createHash } from 'node:crypto';
import type { KnowledgeItem } from '../_data/knowledge.ts';
import { settleKnowledge } from '../_data/knowledge.ts';
import { dropEdition, dropEditions, type Posting, putEdition } from '../_data/knowledge-index.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import type { Block } from './clean-html.ts';
import { passagesOf } from './passages.ts';
import { isTurkish, termsOf } from './terms.ts';
import { titleTimes, weightOf } from './weight.ts';

/** Changes when texts are cut or words are told apart in another way: what was written before is then written anew when it is read. */
const method = 2;

export interface Reading {
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly cut: boolean;
  readonly etag?: string | undefined;
  readonly modified?: string | undefined;
  /** When it is read again, milliseconds. */
  readonly dueAt?: number | undefined;
}

/** What each word of the passages says; the title counts as said several times in each. */
export function postingsOf(title: string, passages: readonly string[], turkish: boolean): readonly Posting[] {
  const named = [...new Set(termsOf(title, turkish))];
  const byTerm = new Map<string, [place: number, weight: number][]>();
  for (const [place, text] of passages.entries()) {
    const terms = termsOf(text, turkish);
    const times = new Map(named.map((term) => [term, titleTimes]));
    for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
    for (const [term, count] of times) {
      const places = byTerm.get(term) ?? [];
      places.push([place, weightOf(count, terms.length)]);
      byTerm.set(term, places);
    }
  }
  return [...byTerm].map(([term, places]) => {
    const best = places.toSorted(([, one], [, other]) => other - one);
    return { term, weight: best[0]?.[1] ?? 0, passages: best };
  });
}

/**
 * Makes what was read findable, and then what was found before it unfindable: whoever asks in between finds one or the other.
 * The same as before is not written again.
 */
export async function indexSource(store: TenantTable, item: KnowledgeItem, reading: Reading, now: number): Promise<void> {
  const passages = passagesOf(reading.blocks);
  const characters = passages.reduce((sum, text) => sum + text.length, 0);
  const title = item.untitled && reading.title !== '' ? reading.title : item.title;
  const hash = createHash('sha256')
    .update(JSON.stringify([method, title, passages]))
    .digest('base64url');
  const { etag, modified, cut, dueAt } = reading;
  const read = {
    state: 'ready',
    failure: undefined,
    status: undefined,
    failures: undefined,
    readAt: now,
    etag,
    modified,
    dueAt,
  } as const;
  if (item.revision !== undefined && item.hash === hash) {
    await settleKnowledge(store, item, read);
    return;
  }
  const turkish = isTurkish(passages.join(' '));
  // Its own each time it is tried: what a try that died has written is never mixed with another's.
  const revision = ulid(now);
  const edition = { id: item.id, revision };
  const written = { title, passages, postings: postingsOf(title, passages, turkish), turkish };
  await putEdition(store, edition, written);
  const change = { ...read, title, revision, hash, cut, characters, passages: passages.length, changedAt: now };
  const settled = await settleKnowledge(store, item, change);
  if (settled === 'overtaken') await dropEdition(store, edition, written);
  else await dropEditions(store, item.id, { but: revision, whole: item.revision, now });
}
