import { type Table, tables } from './columns.ts';
import type { Put } from './message-writes.ts';

export interface Counts {
  /** Written by this import. */
  added: number;
  /** There already. */
  present: number;
}

/** What has been written so far, for the progress and the report. */
export class Tally {
  readonly counts: Readonly<Record<Table, Counts>>;

  constructor() {
    const empty = (): Counts => ({ added: 0, present: 0 });
    this.counts = {
      services: empty(),
      customers: empty(),
      conversations: empty(),
      messages: empty(),
      annotations: empty(),
      bookings: empty(),
    };
  }

  add(table: Table, outcome: Put['outcome']): void {
    if (outcome === 'added') this.counts[table].added += 1;
    if (outcome === 'present') this.counts[table].present += 1;
  }

  get written(): number {
    return tables.reduce((sum, table) => sum + this.counts[table].added, 0);
  }
}
