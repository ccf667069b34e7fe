// Controls that turn the reading direction (a file name "exe.gpj" that reads "jpg.exe") and unseen control characters.
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
// Of them, those that show letters in another order than they are in: no language is written with them.
const overriding = /[\u202d\u202e]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/gu;
// Marks piled on one letter reach over the lines around it. No language needs more than these.
const piled = /(\p{Mn}{4})\p{Mn}+/gu;

/** One line of a text from outside, as in a list: nothing in it can turn it around. Spaces stay, so that pieces fit together. */
export const cleanLine = (text: string): string => text.replace(turning, '').replace(unseen, '').replace(piled, '$1');

/** A name or file name from outside, without characters that make it read as another. */
export const cleanName = (name: string): string => cleanLine(name).replace(/\s+/gu, ' ').trim();

/** A text from outside for reading: control characters out, everything visible kept in the order in which it was sent. */
export const cleanText = (text: string): string => text.replace(overriding, '').replace(unseen, '').replace(piled, '$1');

/** Nothing a person could see. */
export const isBlank = (text: string): boolean => /^[\s\p{Cf}\p{Cc}\u115f\u1160\u3164\uffa0\u2800]*$/u.test(text);
