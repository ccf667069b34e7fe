import type { ConversationSummary } from '../../../contract/conversations.ts';

/** How far down the list is loaded without a hole; `next` continues there. */
export type Edge = { readonly changedAt: string; readonly id: string; readonly next: string } | 'end' | undefined;

type Position = { readonly changedAt: string; readonly id: string };

/** Newest activity first. */
export function byActivity(a: Position, b: Position): number {
  if (a.changedAt !== b.changedAt) return a.changedAt < b.changedAt ? 1 : -1;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/**
 * What is known of the conversations of one business. Like a thread, two of them join into one in any order,
 * and of two copies of a row the one with the higher version stays.
 */
export class Inbox {
  readonly rows: ReadonlyMap<string, ConversationSummary>;
  readonly edge: Edge;

  constructor(rows: ReadonlyMap<string, ConversationSummary> = new Map(), edge: Edge = undefined) {
    this.rows = rows;
    this.edge = edge;
  }

  static ofPage(items: readonly ConversationSummary[], next: string | undefined): Inbox {
    const last = [...items].sort(byActivity).at(-1);
    const edge: Edge = next !== undefined && last ? { changedAt: last.changedAt, id: last.id, next } : 'end';
    return new Inbox(new Map(items.map((row) => [row.id, row])), edge);
  }

  static ofRows(items: readonly ConversationSummary[]): Inbox {
    return new Inbox().join(new Inbox(new Map(items.map((row) => [row.id, row]))));
  }

  /** Answers the very same object when the other knows nothing new. */
  join(other: Inbox): Inbox {
    const rows = new Map(this.rows);
    let changed = false;
    for (const row of other.rows.values()) {
      const known = rows.get(row.id);
      if (known !== undefined && known.version >= row.version) continue;
      rows.set(row.id, row);
      changed = true;
    }
    const edge = lower(this.edge, other.edge);
    return changed || edge !== this.edge ? new Inbox(rows, edge) : this;
  }

  /** In order, without rows that are known but lie beyond what is loaded. */
  shown(): ConversationSummary[] {
    const { edge } = this;
    if (edge === undefined) return [];
    const all = [...this.rows.values()];
    return (edge === 'end' ? all : all.filter((row) => byActivity(row, edge) <= 0)).sort(byActivity);
  }
}

function lower(a: Edge, b: Edge): Edge {
  if (a === undefined || b === 'end') return a === 'end' ? a : b;
  if (b === undefined || a === 'end') return a;
  return byActivity(b, a) > 0 ? b : a;
}

/** Where the next catch-up starts: the cursor of the latest change among rows that came in one answer. */
export function latestCursor(items: readonly ConversationSummary[]): string | undefined {
  return [...items].sort(byActivity)[0]?.cursor;
}
