import { setTimeout as sleep } from 'node:timers/promises';
import type { ConversationId, EmployeeId } from '../../contract/ids.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';
import { type Connection, type Present, removeConnection, whoIsPresent } from '../_data/connection.ts';
import type { Connections } from './connections.ts';
import { type Change, framesFor, isOpen } from './frames.ts';
import { log } from './log.ts';
import { Lru } from './lru.ts';
import type { TenantTable } from './tenant.ts';

/** Tells the browsers that are looking. It never fails: a push is a hint, the table is the truth. */
export type Push = (store: TenantTable, changes: Changes, now: number) => Promise<void>;

/** What happened, or what follows from who is connected. */
export type Changes = readonly Change[] | ((connected: readonly Connection[], present: Present) => readonly Change[]);

/**
 * How a worker of a busy queue pushes: browsers that only list the conversations wait `ms` while batches follow each other
 * within `withinMs`. The queue fills meanwhile, and the next batch tells them more with one frame, which is what costs.
 */
export interface Linger {
  readonly withinMs: number;
  readonly ms: number;
}

/** One query for the connections of the business; one frame for each, however many events it gets. */
export function pushTo(connections: Connections, linger?: Linger): Push {
  const last = new Lru<number>(1_000);
  return async (store, changes, now) => {
    if (changes.length === 0 && typeof changes !== 'function') return;
    const busy = linger !== undefined && now - (last.get(store.tenant) ?? 0) < linger.withinMs;
    try {
      const present = await whoIsPresent(store, now);
      const { connections: connected } = present;
      const wanted = typeof changes === 'function' ? changes(connected, present) : changes;
      const tell = (some: readonly Connection[]) =>
        Promise.all(some.map((connection) => deliver(connections, store, connection, wanted, now)));
      const [watching, listing] = busy ? split(connected, wanted) : [connected, []];
      await tell(watching);
      if (busy && listing.length > 0) {
        await sleep(linger.ms);
        await tell(listing);
      }
      last.set(store.tenant, now);
    } catch (error) {
      log.warn('nobody was told of a change', { tenant: store.tenant }, error);
    }
  };
}

/** Those who have something of this open, or are meant by name, and those who only list it. */
function split(connected: readonly Connection[], changes: readonly Change[]): readonly [Connection[], Connection[]] {
  const near = (connection: Connection): boolean =>
    changes.some(
      ({ to }) => to !== 'everyone' && ('viewing' in to ? isOpen(connection, to.viewing) : to.connection === connection.id),
    );
  return [connected.filter(near), connected.filter((one) => !near(one))];
}

/** Longer than `$connect` may take; a connection that went in its first seconds is removed by its `$disconnect`, or by the next push. */
const comingMs = 30_000;

async function deliver(
  connections: Connections,
  store: TenantTable,
  { id, viewing, also, connectedAt = 0 }: Connection,
  changes: readonly Change[],
  now: number,
): Promise<void> {
  try {
    for (const frame of framesFor({ connectionId: id, viewing, also }, changes)) {
      if ((await connections.send(id, frame)) === 'sent') continue;
      // A newcomer has a row before API Gateway lets anything through to it: until then it is "gone" too.
      if (now - connectedAt > comingMs) await removeConnection(store, id);
      return;
    }
  } catch (error) {
    log.warn('a browser was not told of a change', { tenant: store.tenant, connectionId: id }, error);
  }
}

/** Who is connected, each person once, with everything the person has open in any window. */
export function presenceOf(connected: readonly Connection[]): RealtimeEvent {
  const people = new Map<EmployeeId, { name: string; viewing: Set<ConversationId> }>();
  for (const { employeeId, name, viewing, also = [] } of connected) {
    const person = people.get(employeeId) ?? { name, viewing: new Set() };
    for (const id of viewing ? [viewing, ...also] : also) person.viewing.add(id);
    people.set(employeeId, person);
  }
  return {
    type: 'presence',
    online: [...people].map(([employeeId, { name, viewing }]) => ({ employeeId, name, viewing: [...viewing] })),
  };
}
