import { type Connection, listConnections, removeConnection } from '../_data/connection.ts';
import type { Connections } from '../_shared/connections.ts';
import { log } from '../_shared/log.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/** Closes the open WebSockets of a business that fit. Throws when one stays open. */
export async function closeConnections(
  sockets: Connections,
  store: TenantTable,
  fits: (connection: Connection) => boolean,
  now: number,
): Promise<void> {
  const connected = await listConnections(store, now);
  for (const { id } of connected.filter(fits)) {
    // Closed before its row goes: if closing fails, the next try finds it by the row.
    await sockets.close(id);
    await removeConnection(store, id);
    log.info('closed a connection of somebody who may not listen any more', { tenant: store.tenant, connectionId: id });
  }
}
