// Controls that turn the reading direction (a file name "exe.gpj" that reads "jpg.exe") and unseen control characters.
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/gu;

/** A name or file name from outside, without characters that make it read as another. */
export const cleanName = (name: string): string => name.replace(turning, '').replace(unseen, '').replace(/\s+/gu, ' ').trim();

/** A text from outside for reading: control characters out, everything visible kept. */
export const cleanText = (text: string): string => text.replace(unseen, '');

/** Nothing a person could see. */
export const isBlank = (text: string): boolean => /^[\s\p{Cf}\p{Cc}\u115f\u1160\u3164\uffa0\u2800]*$/u.test(text);
