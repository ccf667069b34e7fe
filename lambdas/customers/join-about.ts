import type { About } from '../_data/customer-about.ts';

/** What is kept of each conflict. */
export type Keep = Readonly<Record<string, 'this' | 'other' | 'both'>>;

export interface Conflict {
  readonly field: string;
  readonly this: string;
  readonly other: string;
}

/** What each is called by the provider, where the business has no name of its own. */
export interface Called {
  readonly this: string | undefined;
  readonly other: string | undefined;
}

interface Joined {
  readonly about: About;
  readonly conflicts: readonly Conflict[];
  /** What only the other has. */
  readonly gets: readonly string[];
}

const single = ['name', 'email', 'language', 'country', 'notes'] as const;
const fieldPrefix = 'fields.';
const mostTags = 30;
const longestNotes = 4000;

/** One value for each name; the business's own fields as `fields.<id>`. Tags and the day of the first contact are apart. */
function flat(about: About): Map<string, string> {
  const values = single.flatMap((name) => (about[name] ? [[name, about[name]] as const] : []));
  const own = Object.entries(about.fields ?? {}).map(([id, value]) => [`${fieldPrefix}${id}`, value] as const);
  return new Map([...values, ...own]);
}

function toAbout(values: ReadonlyMap<string, string>, tags: readonly string[], createdAt: number | undefined): About {
  const own = [...values].filter(([name]) => name.startsWith(fieldPrefix));
  const fields = Object.fromEntries(own.map(([name, value]) => [name.slice(fieldPrefix.length), value]));
  const known = single.flatMap((name) => (values.has(name) ? [[name, values.get(name)] as const] : []));
  return {
    ...Object.fromEntries(known),
    ...(tags.length > 0 && { tags: [...tags] }),
    ...(own.length > 0 && { fields }),
    ...(createdAt !== undefined && { createdAt }),
  };
}

const earliest = (...times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
};

/**
 * What is written down of two customers who are one. The name is the one that people see, so that all conversations show the same;
 * tags of both count; of everything else the one value that there is, or the one to be kept.
 */
export function joinAbout(own: About, other: About, called: Called, keep: Keep): Joined {
  const mine = flat({ ...own, name: own.name ?? called.this });
  const theirs = flat({ ...other, name: other.name ?? called.other });
  const joined = new Map(mine);
  const conflicts: Conflict[] = [];
  const gets: string[] = [];
  for (const [field, value] of theirs) {
    const had = mine.get(field);
    if (had === undefined) gets.push(field);
    if (had !== undefined && had !== value) conflicts.push({ field, this: had, other: value });
    joined.set(field, had === undefined ? value : chosen(field, had, value, keep[field]));
  }
  const tags = [...new Set([...(own.tags ?? []), ...(other.tags ?? [])])].slice(0, mostTags);
  if (tags.length > (own.tags?.length ?? 0)) gets.push('tags');
  return { about: toAbout(joined, tags, earliest(own.createdAt, other.createdAt)), conflicts, gets };
}

function chosen(field: string, own: string, other: string, keep: Keep[string] = 'this'): string {
  if (own === other || keep === 'this') return own;
  if (keep === 'other') return other;
  return field === 'notes' ? `${own}\n\n${other}`.slice(0, longestNotes).toWellFormed() : own;
}

/**
 * Back to what was written down before the merge. What somebody has changed since stays as it is, and is named; tags that the merge
 * brought go, and those that people put on or took off since stay so.
 */
export function undoJoin(
  now: About,
  { before, after }: { readonly before: About; readonly after: About },
): { readonly about: About; readonly stayed: readonly string[] } {
  const [is, was, made] = [flat(now), flat(before), flat(after)];
  const back = new Map(is);
  const stayed: string[] = [];
  for (const field of new Set([...was.keys(), ...made.keys()])) {
    if (was.get(field) === made.get(field)) continue;
    if (is.get(field) !== made.get(field)) {
      stayed.push(field);
      continue;
    }
    const value = was.get(field);
    if (value === undefined) back.delete(field);
    else back.set(field, value);
  }
  const brought = (after.tags ?? []).filter((tag) => !before.tags?.includes(tag));
  const tags = (now.tags ?? []).filter((tag) => !brought.includes(tag));
  return { about: toAbout(back, tags, before.createdAt), stayed };
}
