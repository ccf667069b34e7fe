import type { Knowledge, Passage } from '../_assistant/knowledge.ts';
import { countKnowledge, type KnowledgeItem } from '../_data/knowledge.ts';
import { bestPostings, type PassagePlace, type ReadPassage, readPassages, withSources } from '../_data/knowledge-index.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { askedTerms, termsOf } from './terms.ts';
import { rarity, saturation, titleTimes } from './weight.ts';

/**
 * Pages looked at for each word, the best first: what makes a question cost the same however many pages there are. So many are
 * 4 KB, and asking for fewer costs no less; that the page which answers is among them is measured (docs/benchmarks.md).
 */
const postingsRead = 28;
/** Passages read to be weighed exactly. */
const candidates = 16;
/** Of what a question asks for, by how rare its words are, a passage has to have so much. */
const leastCovered = 0.4;

interface Word {
  readonly forms: readonly string[];
  readonly rarity: number;
}

interface Weighed extends ReadPassage {
  readonly score: number;
}

export type FoundPassage = Weighed & { readonly source: KnowledgeItem };

/**
 * The passages that answer a question best. Reads the pages in which each word says most, then weighs the best passages exactly.
 * Read units: half for the count, half for each form of each word, half for each of 16 passages and for the source of each answer.
 */
export async function searchKnowledge(store: TenantTable, question: string, limit: number): Promise<readonly FoundPassage[]> {
  const asked = askedTerms(question);
  if (asked.length === 0) return [];
  const [all, found] = await Promise.all([
    countKnowledge(store),
    Promise.all(asked.map((forms) => Promise.all(forms.map((form) => bestPostings(store, form, postingsRead))))),
  ]);
  const words: readonly Word[] = asked.map((forms, index) => {
    const having = new Set(found[index]?.flat().map(({ id }) => id)).size;
    // A word that is nowhere says no more than one that is rare: people ask with words that texts have not.
    return { forms, rarity: rarity(Math.max(1, having), all) };
  });
  const sums = new Map<string, { readonly place: PassagePlace; sum: number }>();
  for (const lists of found) {
    const best = new Map<string, { readonly place: PassagePlace; readonly says: number }>();
    for (const list of lists) {
      // Each form by itself: the rare one leads to its pages although the other one is everywhere.
      const rare = rarity(list.length, all);
      for (const { id, revision, passages } of list) {
        for (const [place, weight] of passages) {
          const name = `${id} ${revision} ${place}`;
          const says = weight * rare;
          // Two forms of a word in one passage are not two words.
          if (says > (best.get(name)?.says ?? -1)) best.set(name, { place: { id, revision, place }, says });
        }
      }
    }
    for (const [name, { place, says }] of best) {
      const entry = sums.get(name) ?? { place, sum: 0 };
      entry.sum += says;
      sums.set(name, entry);
    }
  }
  const places = [...sums.values()].toSorted((one, other) => other.sum - one.sum).slice(0, candidates);
  const read = await readPassages(
    store,
    places.map(({ place }) => place),
  );
  const total = words.reduce((sum, word) => sum + word.rarity, 0);
  const weighed = read
    .map((passage) => ({ ...passage, ...weigh(passage, words) }))
    .filter(({ covered }) => covered >= leastCovered * total)
    .toSorted((one, other) => other.score - one.score);
  return firstThatStand(store, weighed, limit);
}

/** Whether a source still says it is asked for the best only; others take the places of those that are gone. */
async function firstThatStand(store: TenantTable, weighed: readonly Weighed[], limit: number): Promise<readonly FoundPassage[]> {
  const found: FoundPassage[] = [];
  for (let from = 0; from < weighed.length && found.length < limit; ) {
    const next = weighed.slice(from, from + limit - found.length);
    found.push(...(await withSources(store, next)));
    from += next.length;
  }
  return found;
}

/** Exactly, by the text itself and its title. */
function weigh(
  { title, text, turkish }: ReadPassage,
  words: readonly Word[],
): { readonly score: number; readonly covered: number } {
  const terms = termsOf(text, turkish);
  const times = new Map([...new Set(termsOf(title, turkish))].map((term) => [term, titleTimes]));
  for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
  let [score, covered] = [0, 0];
  for (const { forms, rarity: rare } of words) {
    const count = Math.max(...forms.map((form) => times.get(form) ?? 0));
    if (count === 0) continue;
    score += saturation(count, terms.length) * rare;
    covered += rare;
  }
  return { score, covered };
}

/** Passages of one answer. */
const mostFound = 4;

/** What the assistant searches. Half a read unit, and what a question costs. */
export async function knowledgeOf(store: TenantTable): Promise<Knowledge> {
  return {
    some: (await countKnowledge(store)) > 0,
    search: async (query) => (await searchKnowledge(store, query, mostFound)).map(toPassage),
  };
}

const toPassage = ({ text, source: { title, url } }: FoundPassage): Passage => ({ text, source: { title, url } });
