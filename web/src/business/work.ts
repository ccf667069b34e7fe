import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { LabelId } from '../../../contract/labels.ts';
import { type Call, type Output, Refused, Unreachable } from '../api/client.ts';
import type { Catalogue } from '../i18n/en.ts';
import { isolate } from '../i18n/isolate.ts';
import { Store } from '../look/store.ts';
import { cleanName } from '../thread/clean.ts';
import type { Notices } from './notices.ts';

type Row = ConversationSummary;
type Patch = Partial<Pick<Row, 'mode' | 'status' | 'assigneeId' | 'snoozedUntil' | 'labels'>>;

export interface WorkParts {
  readonly call: Call;
  readonly me: NonNullable<Row['assigneeId']>;
  readonly notices: Notices;
  readonly put: (row: Row) => void;
  /** How a colleague is called, as far as it is known here. */
  readonly nameOf: (employeeId: string) => string | undefined;
}

type Person = Row['assigneeId'];

/**
 * What people do with a conversation. It shows at once; refused, it shows again as it was and says why. Of two who reach for the
 * same conversation one wins, and the other is told who it was.
 */
export class Work {
  /** What rows are taken for until the API has answered. */
  readonly pending = new Store<ReadonlyMap<string, Patch>>(new Map());
  readonly #parts: WorkParts;

  constructor(parts: WorkParts) {
    this.#parts = parts;
  }

  readonly as = (row: Row): Row => {
    const patch = this.pending.get().get(row.id);
    return patch ? { ...row, ...patch } : row;
  };

  takeOver(row: Row): Promise<boolean> {
    const { call, me } = this.#parts;
    const body = { from: row.assigneeId ?? null };
    return this.#try(row, { mode: 'human', assigneeId: me }, () =>
      call('POST /v1/conversations/{id}/take-over', { params: { id: row.id }, body }),
    );
  }

  handBack(row: Row, mode: 'ai' | 'hybrid'): Promise<boolean> {
    return this.#try(row, { mode }, () =>
      this.#parts.call('POST /v1/conversations/{id}/hand-back', { params: { id: row.id }, body: { mode } }),
    );
  }

  /** The note is for colleagues only. */
  assign(row: Row, to: Person, note: string): Promise<boolean> {
    const body = { from: row.assigneeId ?? null, to: to ?? null, ...(note === '' ? {} : { note }) };
    return this.#try(row, { assigneeId: to, ...(to && row.mode === 'ai' ? { mode: 'human' } : {}) }, () =>
      this.#parts.call('POST /v1/conversations/{id}/assign', { params: { id: row.id }, body }),
    );
  }

  async snooze(row: Row, until: string, told: (words: Catalogue) => string): Promise<void> {
    const done = await this.#try(row, { status: 'snoozed', snoozedUntil: until }, () =>
      this.#parts.call('POST /v1/conversations/{id}/snooze', { params: { id: row.id }, body: { until } }),
    );
    if (done) this.#parts.notices.tell('info', told, () => void this.reopen(row));
  }

  async resolve(row: Row): Promise<void> {
    const done = await this.#try(row, { status: 'resolved' }, () =>
      this.#parts.call('POST /v1/conversations/{id}/resolve', { params: { id: row.id } }),
    );
    if (done)
      this.#parts.notices.tell(
        'info',
        ({ desk }) => desk.resolvedNow,
        () => void this.reopen(row),
      );
  }

  reopen(row: Row): Promise<boolean> {
    return this.#try(row, { status: 'open' }, () =>
      this.#parts.call('POST /v1/conversations/{id}/reopen', { params: { id: row.id } }),
    );
  }

  label(row: Row, change: { readonly add: readonly LabelId[]; readonly remove: readonly LabelId[] }): Promise<boolean> {
    const { add, remove } = change;
    const labels = [...(row.labels ?? []).filter((id) => !remove.includes(id)), ...add];
    const body = { add: [...add], remove: [...remove] };
    return this.#try(row, { labels }, () =>
      this.#parts.call('POST /v1/conversations/{id}/labels', { params: { id: row.id }, body }),
    );
  }

  /** Answers whether it was done. */
  async #try(row: Row, patch: Patch, ask: () => Promise<Output<'POST /v1/conversations/{id}/resolve'>>): Promise<boolean> {
    const { put } = this.#parts;
    this.#set(row.id, patch);
    try {
      put(await ask());
      return true;
    } catch (error) {
      if (error instanceof Refused && error.code === 'taken') await this.#tellWinner(row);
      else this.#parts.notices.tell('danger', (words) => reasonOf(error, words));
      return false;
    } finally {
      this.#set(row.id, undefined);
    }
  }

  async #tellWinner(row: Row): Promise<void> {
    const { call, put, nameOf, notices, me } = this.#parts;
    try {
      const now = await call('GET /v1/conversations/{id}', { params: { id: row.id } });
      put(now);
      const winner = now.assigneeId;
      if (winner === me) return;
      notices.tell('danger', ({ desk }) =>
        winner === undefined ? desk.takenByNobody : desk.takenBy(named(nameOf(winner)) ?? desk.colleague),
      );
    } catch {
      notices.tell('danger', ({ desk }) => desk.takenBy(desk.colleague));
    }
  }

  #set(id: string, patch: Patch | undefined): void {
    const next = new Map(this.pending.get());
    if (patch) next.set(id, patch);
    else next.delete(id);
    this.pending.set(next);
  }
}

const named = (name: string | undefined): string | undefined => (name === undefined ? undefined : isolate(cleanName(name)));

/** Why something was not done, for the person who asked for it. */
export function reasonOf(error: unknown, { desk }: Catalogue): string {
  if (error instanceof Unreachable) return desk.notDone.unreachable;
  if (!(error instanceof Refused)) return desk.notDone.other;
  const known: ReadonlyMap<string, string> = new Map(Object.entries(desk.notDone));
  return known.get(error.code) ?? desk.notDone.other;
}
