/**
 * BM25 without the part that depends on the other texts: how much a word says in a passage, which never changes once it is
 * written. How rare the word is comes in when somebody asks. https://doi.org/10.1561/1500000019
 */
const k1 = 1.2;
const b = 0.75;
/** Words of a usual passage that say something. */
const usualLength = 80;

/** A word of the title says as much as one that a passage says so often: it is what all of it is about. */
export const titleTimes = 3;

export const saturation = (times: number, length: number): number =>
  (times * (k1 + 1)) / (times + k1 * (1 - b + (b * length) / usualLength));

export const rarity = (having: number, all: number): number =>
  Math.log(1 + (Math.max(all, having) - having + 0.5) / (having + 0.5));

/** As it stands in keys: 0 to 999. */
export const weightOf = (times: number, length: number): number => Math.min(999, Math.round(saturation(times, length) * 400));
