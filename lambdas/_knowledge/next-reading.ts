import type { KnowledgeId, TenantId } from '../../contract/ids.ts';
import { type Place, readingPlace } from '../_data/platform-index.ts';

const dayMs = 24 * 3_600_000;
const usualMs = 7 * dayMs;

/** Of what an id is made of: its last three characters are random. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * When a page that was read now is read again: in a week, and up to a day earlier by its id, so that pages that were added
 * together come at different times.
 */
export function nextReading(id: KnowledgeId, now: number): { readonly at: number; place(tenant: TenantId): Place } {
  const drawn = [...id.slice(-3)].reduce((sum, letter) => sum * letters.length + letters.indexOf(letter), 0);
  const at = now + usualMs - Math.floor((drawn / letters.length ** 3) * dayMs);
  return { at, place: (tenant) => ({ list: 'readings', at: readingPlace(at, tenant, id) }) };
}
