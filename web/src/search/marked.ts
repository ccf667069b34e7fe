interface Span {
  readonly start: number;
  readonly end: number;
}

/** Cuts a text at its spans; put together the pieces are the text again. Spans that overlap or lie outside change nothing in it. */
export function marked(text: string, spans: readonly Span[]): { readonly text: string; readonly mark: boolean }[] {
  const pieces: { text: string; mark: boolean }[] = [];
  let from = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const [begin, stop] = [Math.max(from, start), Math.min(end, text.length)];
    if (stop <= begin) continue;
    if (begin > from) pieces.push({ text: text.slice(from, begin), mark: false });
    pieces.push({ text: text.slice(begin, stop), mark: true });
    from = stop;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), mark: false });
  return pieces;
}
