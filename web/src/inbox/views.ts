import type { ConversationSummary, View } from '../../../contract/conversations.ts';

/** As they are offered. A test holds them against the contract. */
export const views = ['mine', 'unassigned', 'all', 'ai', 'waiting', 'snoozed', 'resolved'] as const satisfies readonly View[];

export const isView = (value: string | null | undefined): value is View => views.some((view) => view === value);

/** Whether a row belongs to a view, as the API sees it (contract/conversations.ts). */
export function belongs({ status, mode, assigneeId, waitingSince }: ConversationSummary, view: View, me: string): boolean {
  if (view === 'snoozed' || view === 'resolved') return status === view;
  if (status !== 'open') return false;
  switch (view) {
    case 'all':
      return true;
    case 'mine':
      return assigneeId === me;
    case 'unassigned':
      return assigneeId === undefined && mode !== 'ai';
    case 'ai':
      return mode === 'ai';
    case 'waiting':
      return waitingSince !== undefined && mode !== 'ai';
  }
}

export type Position = Pick<ConversationSummary, 'changedAt' | 'id' | 'waitingSince'>;

const byId = (a: Position, b: Position): number => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** Newest activity first. */
export function byActivity(a: Position, b: Position): number {
  if (a.changedAt !== b.changedAt) return a.changedAt < b.changedAt ? 1 : -1;
  return byId(a, b);
}

/** Longest waiting first. */
function byWaiting(a: Position, b: Position): number {
  const [left, right] = [a.waitingSince ?? '~', b.waitingSince ?? '~'];
  if (left !== right) return left < right ? -1 : 1;
  return byId(a, b);
}

export const orderOf = (view: View): ((a: Position, b: Position) => number) => (view === 'waiting' ? byWaiting : byActivity);

/**
 * Pages of these two come in the order in which conversations got there, which rows do not tell: they are shown by activity as
 * far as they are known, and what comes with a later page takes its place among them.
 */
export const isUnordered = (view: View): boolean => view === 'mine' || view === 'unassigned';
