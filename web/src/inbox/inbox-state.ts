import type { ConversationSummary } from '../../../contract/conversations.ts';
import { belongs, byActivity, isUnordered, orderOf, type Position, type Shelf } from './views.ts';

/** How far down a view is loaded without a hole; `next` continues there. */
export type Edge = { readonly at: Position | undefined; readonly next: string } | 'end' | undefined;

/**
 * What is known of the conversations of one business, and how far each view of them is loaded. Like a thread, two of them join
 * into one in any order, and of two copies of a row the one with the higher version stays. Which view a row is in follows from the
 * row: one that is taken over, snoozed or resolved goes where it belongs by itself. What is gone stays gone, whatever is joined with
 * it: an answer that was on its way may still hold it.
 */
export class Inbox {
  readonly rows: ReadonlyMap<string, ConversationSummary>;
  readonly edges: ReadonlyMap<Shelf, Edge>;
  readonly #gone: ReadonlySet<string>;

  constructor(
    rows: ReadonlyMap<string, ConversationSummary> = new Map(),
    edges: ReadonlyMap<Shelf, Edge> = new Map(),
    gone: ReadonlySet<string> = new Set(),
  ) {
    this.rows = rows;
    this.edges = edges;
    this.#gone = gone;
  }

  /** `from`: where the page before ended, for one that turns out empty. */
  static ofPage(items: readonly ConversationSummary[], next: string | undefined, view: Shelf = 'all', from?: Position): Inbox {
    const at = [...items].sort(orderOf(view)).at(-1) ?? from;
    const edge: Edge = next === undefined ? 'end' : { at, next };
    return new Inbox(new Map(items.map((row) => [row.id, row])), new Map([[view, edge]]));
  }

  static ofRows(items: readonly ConversationSummary[]): Inbox {
    return new Inbox().join(new Inbox(new Map(items.map((row) => [row.id, row]))));
  }

  /** As if there were no more: without the server nothing can be loaded below what is known. */
  whole(view: Shelf): Inbox {
    return new Inbox(this.rows, new Map([[view, 'end']]), this.#gone);
  }

  edge(view: Shelf): Edge {
    return this.edges.get(view);
  }

  /** Its customer was erased. */
  without(id: string): Inbox {
    return this.join(new Inbox(new Map(), new Map(), new Set([id])));
  }

  /** Answers the very same object when the other knows nothing new. */
  join(other: Inbox): Inbox {
    const rows = new Map(this.rows);
    const edges = new Map(this.edges);
    const gone = new Set([...this.#gone, ...other.#gone]);
    let changed = gone.size > this.#gone.size;
    for (const id of other.#gone) rows.delete(id);
    for (const row of other.rows.values()) {
      const known = rows.get(row.id);
      if (gone.has(row.id) || (known !== undefined && known.version >= row.version)) continue;
      rows.set(row.id, row);
      changed = true;
    }
    for (const [view, edge] of other.edges) {
      const known = edges.get(view);
      const reached = lower(known, edge, view);
      if (reached === known) continue;
      edges.set(view, reached);
      changed = true;
    }
    return changed ? new Inbox(rows, edges, gone) : this;
  }

  /** A view in order, without rows that are known but lie beyond what is loaded. `as`: what a row is to be taken for. */
  shown(view: Shelf, me: string, as: (row: ConversationSummary) => ConversationSummary = (row) => row): ConversationSummary[] {
    const edge = this.edge(view);
    if (edge === undefined) return [];
    const order = orderOf(view);
    const cut = edge === 'end' || isUnordered(view) ? undefined : edge.at;
    const found: ConversationSummary[] = [];
    for (const known of this.rows.values()) {
      const row = as(known);
      if (belongs(row, view, me) && (cut === undefined || order(row, cut) <= 0)) found.push(row);
    }
    return found.sort(order);
  }
}

function lower(a: Edge, b: Edge, view: Shelf): Edge {
  if (a === undefined || b === 'end') return a === 'end' ? a : b;
  if (b === undefined || a === 'end' || a.next === b.next) return a;
  if (a.at === undefined || b.at === undefined) return a.at === undefined ? b : a;
  // The first page asked for again does not take back what was loaded below it.
  return orderOf(view)(b.at, a.at) >= 0 ? b : a;
}

/** Where the next catch-up starts: the cursor of the latest change among rows that came in one answer. */
export function latestCursor(items: readonly ConversationSummary[]): string | undefined {
  return [...items].sort(byActivity)[0]?.cursor;
}
