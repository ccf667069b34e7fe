/** One field of an audit entry, as it was and as it became. */
export type FieldDifference =
  | { readonly kind: 'value'; readonly field: string; readonly before: unknown; readonly after: unknown }
  /** A list of words, where what came and what went says more than both lists. */
  | { readonly kind: 'list'; readonly field: string; readonly added: readonly string[]; readonly removed: readonly string[] };

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((part) => typeof part === 'string');
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function differenceOf(field: string, before: unknown, after: unknown): FieldDifference[] {
  if (same(before, after)) return [];
  if (isFields(before) && isFields(after))
    return differences(before, after).map((one) => ({ ...one, field: `${field}.${one.field}` }));
  if (isWords(before) && isWords(after)) {
    const added = after.filter((one) => !before.includes(one));
    const removed = before.filter((one) => !after.includes(one));
    // The same words in another order: only both lists show it.
    if (added.length + removed.length > 0) return [{ kind: 'list', field, added, removed }];
  }
  return [{ kind: 'value', field, before, after }];
}

/** What is different, field by field, in the order in which the entry names them. */
export function differences(before: Fields = {}, after: Fields = {}): FieldDifference[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field) => differenceOf(field, before[field], after[field]));
}
