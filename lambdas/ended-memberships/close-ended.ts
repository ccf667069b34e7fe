import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { TenantId } from '../../contract/ids.ts';
import { listConnections, removeConnection } from '../_data/connection.ts';
import { parseMembershipKey } from '../_data/keys.ts';
import type { Connections } from '../_shared/connections.ts';
import { log } from '../_shared/log.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export interface Closing {
  readonly sockets: Connections;
  storeOf(tenant: TenantId): TenantTable;
  /** Milliseconds. */
  readonly clock: () => number;
}

/**
 * Closes the open WebSockets of everybody whose membership ended, however it ended: the table's stream tells. Commands check
 * membership themselves; this is for people who only listen.
 */
export const closeEnded =
  ({ sockets, storeOf, clock }: Closing) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of Records) {
      const ended = endedOf(record);
      if (ended === undefined) continue;
      try {
        await closeAll(sockets, storeOf(ended.tenant), ended.sub, clock());
      } catch (error) {
        log.error('connections of an ended membership are still open; the stream repeats it', { tenant: ended.tenant }, error);
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };

async function closeAll(sockets: Connections, store: TenantTable, sub: string, now: number): Promise<void> {
  const connected = await listConnections(store, now);
  for (const { id } of connected.filter((connection) => connection.sub === sub)) {
    // Closed before its row goes: if closing fails, the next try finds it by the row.
    await sockets.close(id);
    await removeConnection(store, id);
    log.info('closed a connection of an ended membership', { tenant: store.tenant, connectionId: id });
  }
}

/** Whose membership this record ended: removed, made inactive, or left without the right to see conversations. */
function endedOf({ eventName, dynamodb }: DynamoDBRecord): { readonly tenant: TenantId; readonly sub: string } | undefined {
  const { pk, sk } = dynamodb?.Keys ?? {};
  if (!pk?.S || !sk?.S) return undefined;
  const { active, permissions } = dynamodb?.NewImage ?? {};
  const holds = active?.BOOL === true && (permissions?.L ?? []).some((one) => one.S === 'conversations.view');
  return eventName === 'REMOVE' || !holds ? parseMembershipKey({ pk: pk.S, sk: sk.S }) : undefined;
}
