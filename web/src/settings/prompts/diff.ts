export interface Line {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** What became of the lines of a text: the longest common row of lines stays, in order. Texts have some hundred lines at most. */
export function lineDiff(before: string, after: string): readonly Line[] {
  const [was, is] = [before, after].map((text) => (text === '' ? [] : text.split('\n')));
  if (!was || !is) return [];
  // common[i][j]: the most lines that was[i..] and is[j..] have in common.
  const common: number[][] = Array.from({ length: was.length + 1 }, () => Array<number>(is.length + 1).fill(0));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = was.length - 1; i >= 0; i--) {
    const row = common[i] ?? [];
    for (let j = is.length - 1; j >= 0; j--)
      row[j] = was[i] === is[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < was.length || j < is.length) {
    const [one, other] = [was[i], is[j]];
    if (one !== undefined && one === other) {
      lines.push({ kind: 'same', text: one });
      i += 1;
      j += 1;
    } else if (one !== undefined && (other === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: one });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: other ?? '' });
      j += 1;
    }
  }
  return lines;
}
