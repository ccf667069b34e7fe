/** A name or an address inside a sentence: its own direction does not mix up the words around it (Unicode FSI and PDI). */
export const isolate = (text: string): string => `\u2068${text}\u2069`;
