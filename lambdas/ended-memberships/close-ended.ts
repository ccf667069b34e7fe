import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { TenantId } from '../../contract/ids.ts';
import { closeConnections } from '../_businesses/close-connections.ts';
import type { Connection } from '../_data/connection.ts';
import { parseMembershipKey, parseRegistrationKey, parseSessionKey } from '../_data/keys.ts';
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
 * Closes the open WebSockets of everybody whose membership or session ended, and of businesses that are suspended or to be deleted, however that came
 * about: the table's stream tells. Commands check it themselves; this is for people who only listen.
 */
export const closeEnded =
  ({ sockets, storeOf, tenantsOf, clock }: Closing) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of Records) {
      const ended = suspendedBusiness(record) ?? endedMembership(record) ?? endedSession(record);
      if (ended === undefined) continue;
      const tenant = 'tenant' in ended ? ended.tenant : undefined;
      try {
        const tenants = 'tenant' in ended ? [ended.tenant] : await tenantsOf(ended.sub);
        for (const one of tenants) await closeConnections(sockets, storeOf(one), isOf(ended), clock());
      } catch (error) {
        const what = 'connections that were to be closed are still open; the stream repeats it';
        log.error(what, tenant === undefined ? {} : { tenant }, error);
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };

type Ended =
  | { readonly tenant: TenantId; readonly everybody: true }
  | { readonly tenant: TenantId; readonly sub: string }
  | { readonly session: string; readonly sub: string };

/** A connection made without a cookie may belong to any session of its person: it goes with the first that ends. */
const isOf = (ended: Ended) => (connection: Connection) => {
  if ('everybody' in ended) return true;
  if (connection.sub !== ended.sub) return false;
  return !('session' in ended) || connection.session === undefined || connection.session === ended.session;
};

/** A business that nobody can work in any more. */
function suspendedBusiness({ dynamodb }: DynamoDBRecord): Ended | undefined {
  const { pk, sk } = dynamodb?.Keys ?? {};
  if (!pk?.S || !sk?.S || !['suspended', 'deleting'].includes(dynamodb?.NewImage?.status?.S ?? '')) return undefined;
  const tenant = parseRegistrationKey({ pk: pk.S, sk: sk.S });
  return tenant && { tenant, everybody: true };
}

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
