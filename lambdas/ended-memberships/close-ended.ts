import type { TenantId } from '../../contract/ids.ts';
import type { EndingJob } from '../../contract/queues.ts';
import { closeConnections } from '../_businesses/close-connections.ts';
import type { Connection } from '../_data/connection.ts';
import type { Connections } from '../_shared/connections.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export interface Closing {
  readonly sockets: Connections;
  storeOf(tenant: TenantId): TenantTable;
  /** Businesses that a person works or worked for. */
  tenantsOf(sub: string): Promise<readonly TenantId[]>;
  /** Milliseconds. */
  readonly clock: () => number;
}

/**
 * Closes the open WebSockets of everybody whose membership or session ended, and of businesses that are suspended or to be
 * deleted, however that came about. Commands check it themselves; this is for people who only listen.
 */
export async function closeEnded({ sockets, storeOf, tenantsOf, clock }: Closing, ended: EndingJob): Promise<void> {
  const tenants = ended.type === 'session' ? await tenantsOf(ended.sub) : [ended.tenant];
  for (const tenant of tenants) await closeConnections(sockets, storeOf(tenant), isOf(ended), clock());
}

/** A connection made without a cookie may belong to any session of its person: it goes with the first that ends. */
const isOf = (ended: EndingJob) => (connection: Connection) => {
  if (ended.type === 'business') return true;
  if (connection.sub !== ended.sub) return false;
  return ended.type === 'membership' || connection.session === undefined || connection.session === ended.session;
};
