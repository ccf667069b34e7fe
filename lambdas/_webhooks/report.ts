import type { Split } from './item.ts';

/** Counted per stage, not per business: metrics are billed by their number of dimensions. */
const metrics = [
  'messages',
  'echoes',
  'statuses',
  'reports',
  'duplicates',
  'foreign',
  'unusable',
  'otherFields',
  'refused',
  'failed',
] as const;
export type Counts = Partial<Record<(typeof metrics)[number], number>>;

/**
 * One line per request: counts and our own ids, never a number, a name or a body. CloudWatch makes metrics of it
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
export function report(
  write: (line: string) => void,
  fields: Readonly<Record<string, string | number | undefined>> & { readonly function: string },
  counts: Counts,
  now: number,
): void {
  const named = metrics.filter((name) => counts[name]);
  write(
    JSON.stringify({
      level: counts.failed ? 'ERROR' : counts.refused ? 'WARN' : 'INFO',
      timestamp: new Date(now).toISOString(),
      ...fields,
      ...Object.fromEntries(named.map((name) => [name, counts[name]])),
      _aws: {
        Timestamp: now,
        CloudWatchMetrics: [
          {
            Namespace: 'Frontdesk',
            Dimensions: [['function']],
            Metrics: named.map((Name) => ({ Name, Unit: 'Count' })),
          },
        ],
      },
    }),
  );
}

export function countsOf({ items, duplicates, foreign, unusable, otherFields }: Split): Counts {
  const of = (kind: Split['items'][number]['type']) => items.filter(({ type }) => type === kind).length;
  return {
    messages: of('message'),
    echoes: of('echo'),
    statuses: of('status'),
    reports: of('account'),
    duplicates,
    foreign,
    unusable,
    otherFields,
  };
}
