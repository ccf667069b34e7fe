import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { TenantId } from '../../contract/ids.ts';
import { type Connection, listConnections, removeConnection } from '../_data/connection.ts';
import { parseMembershipKey, parseSessionKey } from '../_data/keys.ts';
import type { Connections } from '../_shared/connections.ts';
import { log } from '../_shared/log.ts';
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
 * Closes the open WebSockets of everybody whose membership or session ended, however it ended: the table's stream tells.
 * Commands check membership themselves; this is for people who only listen.
 */
export const closeEnded =
  ({ sockets, storeOf, tenantsOf, clock }: Closing) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of Records) {
      const ended = endedMembership(record) ?? endedSession(record);
      if (ended === undefined) continue;
      const tenant = 'tenant' in ended ? ended.tenant : undefined;
      try {
        const tenants = tenant === undefined ? await tenantsOf(ended.sub) : [tenant];
        for (const one of tenants) await closeAll(sockets, storeOf(one), isOf(ended), clock());
      } catch (error) {
        const what = 'connections of an ended membership or session are still open; the stream repeats it';
        log.error(what, tenant === undefined ? {} : { tenant }, error);
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };

async function closeAll(
  sockets: Connections,
  store: TenantTable,
  wanted: (connection: Connection) => boolean,
  now: number,
): Promise<void> {
  const connected = await listConnections(store, now);
  for (const { id } of connected.filter(wanted)) {
    // Closed before its row goes: if closing fails, the next try finds it by the row.
    await sockets.close(id);
    await removeConnection(store, id);
    log.info('closed a connection of somebody who may not listen any more', { tenant: store.tenant, connectionId: id });
  }
}

type Ended = { readonly sub: string } & ({ readonly tenant: TenantId } | { readonly session: string });

/** A connection made without a cookie may belong to any session of its person: it goes with the first that ends. */
const isOf = (ended: Ended) => (connection: Connection) =>
  connection.sub === ended.sub &&
  (!('session' in ended) || connection.session === undefined || connection.session === ended.session);

/** Whose membership this record ended: removed, made inactive, or left without the right to see conversations. */
function endedMembership({ eventName, dynamodb }: DynamoDBRecord): Ended | undefined {
  const { pk, sk } = dynamodb?.Keys ?? {};
  if (!pk?.S || !sk?.S) return undefined;
  const { active, permissions } = dynamodb?.NewImage ?? {};
  const holds = active?.BOOL === true && (permissions?.L ?? []).some((one) => one.S === 'conversations.view');
  return eventName === 'REMOVE' || !holds ? parseMembershipKey({ pk: pk.S, sk: sk.S }) : undefined;
}

function endedSession({ eventName, dynamodb }: DynamoDBRecord): Ended | undefined {
  const { pk, sk } = dynamodb?.Keys ?? {};
  const sub = dynamodb?.OldImage?.sub?.S;
  if (eventName !== 'REMOVE' || !pk?.S || !sk?.S || !sub) return undefined;
  const session = parseSessionKey({ pk: pk.S, sk: sk.S });
  return session === undefined ? undefined : { sub, session };
}
