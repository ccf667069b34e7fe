/** How to end what is sounding now: a voice note, a film, a recording. */
let hush: (() => void) | undefined;

/** Two things never sound at once: whatever begins says how to end it, and ends the one before. */
export function sounds(end: () => void): void {
  const before = hush;
  hush = end;
  if (before !== end) before?.();
}

/** The person goes elsewhere. */
export function silence(): void {
  hush?.();
  hush = undefined;
}
