import type { Outcome } from '../functions/worker.ts';

export interface BatchResult {
  readonly done: readonly string[];
  readonly failed: readonly string[];
}

/**
 * Which items of a batch are done, by the rules of ReportBatchItemFailures:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 * Nothing reported is success of all; an answer that cannot be read, names an unknown item or an empty one is failure of all.
 */
export function batchResult(ids: readonly string[], outcome: Outcome, reportsItems: boolean): BatchResult {
  if (!outcome.ok) return { done: [], failed: ids };
  if (!reportsItems) return { done: ids, failed: [] };
  const reported = reportedFailures(outcome.payload);
  if (reported === undefined || reported.some((id) => !ids.includes(id))) return { done: [], failed: ids };
  return { done: ids.filter((id) => !reported.includes(id)), failed: ids.filter((id) => reported.includes(id)) };
}

/** The item identifiers of an answer; undefined when it is malformed. */
function reportedFailures(payload: unknown): string[] | undefined {
  if (payload === null || payload === undefined) return [];
  if (typeof payload !== 'object' || Array.isArray(payload)) return undefined;
  if (!('batchItemFailures' in payload)) return Object.keys(payload).length === 0 ? [] : undefined;
  const list: unknown = payload.batchItemFailures;
  if (list === null) return [];
  if (!Array.isArray(list)) return undefined;
  const ids: string[] = [];
  for (const item of list) {
    const id: unknown = typeof item === 'object' && item !== null && 'itemIdentifier' in item ? item.itemIdentifier : undefined;
    if (typeof id !== 'string' || id === '') return undefined;
    ids.push(id);
  }
  return ids;
}
