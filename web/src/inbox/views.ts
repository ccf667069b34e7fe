import type { ConversationSummary, View } from '../../../contract/conversations.ts';

/** As they are offered. A test holds them against the contract. */
export const views = ['mine', 'unassigned', 'all', 'ai', 'waiting', 'snoozed', 'resolved'] as const satisfies readonly View[];

export const isView = (value: string | null | undefined): value is View => views.some((view) => view === value);

/** A part of the inbox that is shown: a view, or what of it carries a label. */
export type Shelf = View | `${View} ${string}`;

export const shelfOf = (view: View, label: string | undefined): Shelf => (label === undefined ? view : `${view} ${label}`);

export function partsOf(shelf: Shelf): { readonly view: View; readonly label: string | undefined } {
  const [view, label] = shelf.split(' ');
  return { view: isView(view) ? view : 'all', label };
}

/** Whether a row belongs there, as the API sees it (contract/conversations.ts). */
export function belongs(row: ConversationSummary, shelf: Shelf, me: string): boolean {
  const { view, label } = partsOf(shelf);
  return isIn(row, view, me) && (label === undefined || (row.labels ?? []).some((id) => id === label));
}

function isIn({ status, mode, assigneeId, waitingSince }: ConversationSummary, view: View, me: string): boolean {
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

export const orderOf = (shelf: Shelf): ((a: Position, b: Position) => number) =>
  partsOf(shelf).view === 'waiting' ? byWaiting : byActivity;

/**
 * Pages of these two come in the order in which conversations got there, which rows do not tell: they are shown by activity as
 * far as they are known, and what comes with a later page takes its place among them.
 */
export const isUnordered = (shelf: Shelf): boolean => ['mine', 'unassigned'].includes(partsOf(shelf).view);
