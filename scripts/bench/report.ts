/** One line of the benchmark table: what was measured, against what, and the target it has to reach. */
export interface Figure {
  readonly group: string;
  readonly name: string;
  readonly value: string;
  /** The baseline of the same run, where the figure is a ratio. */
  readonly baseline?: string;
  readonly target?: string;
  /** Absent: nothing to reach, only shown. */
  readonly met?: boolean;
}

const columns = ['Figure', 'Measured', 'Baseline of this run', 'Target', ''] as const;

const row = (figure: Figure): readonly string[] => [
  figure.name,
  figure.value,
  figure.baseline ?? '',
  figure.target ?? '',
  figure.met === undefined ? '' : figure.met ? 'met' : 'MISSED',
];

/** A Markdown table per group, in the order the groups were measured. */
export function markdown(figures: readonly Figure[]): string {
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) groups.set(figure.group, [...(groups.get(figure.group) ?? []), figure]);
  return [...groups]
    .map(([group, members]) =>
      [
        `## ${group}`,
        '',
        `| ${columns.join(' | ')} |`,
        `|${columns.map(() => '---').join('|')}|`,
        ...members.map((figure) => `| ${row(figure).join(' | ')} |`),
      ].join('\n'),
    )
    .join('\n\n');
}

export const median = (values: readonly number[]): number => percentile(values, 50);

/** Nearest-rank percentile; NaN for no values. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;
