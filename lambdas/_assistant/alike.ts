/** Whether two words differ by what a finger slips on: one letter more, less or other, or two exchanged. */
export function isSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const [rest, wanted] = [one.slice(at), other.slice(at)];
  return (
    rest.slice(1) === wanted.slice(1) ||
    rest === wanted.slice(1) ||
    rest.slice(1) === wanted ||
    (rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2) === wanted.slice(2))
  );
}

/** Shorter ones begin too many words. */
const shortest = 3;
/** Letters from which on a word with one wrong letter is still told from another one. */
const longEnough = 5;

/** Whether a stem of a question means a stem of a name. */
export const isAlike = (asked: string, own: string): boolean =>
  asked.length >= shortest &&
  own.length >= shortest &&
  (own.startsWith(asked) ||
    asked.startsWith(own) ||
    (asked.length >= longEnough && own.length >= longEnough && asked[0] === own[0] && isSlip(asked, own)));
