import type { DynamoDBRecord } from 'aws-lambda';
import { EmployeeId, RoleId } from '../../contract/ids.ts';
import type { EndingJob, RightsJob } from '../../contract/queues.ts';
import { type Key, parseMembershipKey, parseRegistrationKey, parseSessionKey, parseTeamKey } from '../_data/keys.ts';
import type { FifoMessage } from '../_shared/queue.ts';
import { opaqueId } from '../_shared/queue-json.ts';

/** One thing after the other, and different things side by side; a record that comes again within 5 minutes is queued once. */
const queued = ({ pk, sk }: Key, { eventID = '', dynamodb }: DynamoDBRecord, body: RightsJob | EndingJob): FifoMessage => ({
  group: opaqueId(pk, sk),
  deduplication: opaqueId(pk, sk, eventID, dynamodb?.SequenceNumber ?? ''),
  body,
});

/** What sign-in looks at is to follow: people and roles that have a new version, businesses of another standing. */
export function rightsJob(key: Key, record: DynamoDBRecord): FifoMessage | undefined {
  const job = changedRights(key, record);
  return job && queued(key, record, job);
}

function changedRights(key: Key, { eventName, dynamodb }: DynamoDBRecord): RightsJob | undefined {
  const { NewImage, OldImage } = dynamodb ?? {};
  const tenant = parseRegistrationKey(key);
  if (tenant !== undefined) {
    const same = eventName === 'INSERT' || NewImage?.status?.S === OldImage?.status?.S;
    return same ? undefined : { v: 1, type: 'business', tenant };
  }
  // Removed ones ask for nothing.
  if (NewImage === undefined || NewImage.version?.N === OldImage?.version?.N) return undefined;
  const thing = parseTeamKey(key);
  if (thing === undefined) return undefined;
  return 'role' in thing
    ? { v: 1, type: 'role', tenant: thing.tenant, roleId: RoleId.parse(thing.role) }
    : { v: 1, type: 'person', tenant: thing.tenant, employeeId: EmployeeId.parse(thing.employee) };
}

/** Whose open pages are to be closed. */
export function endingJob(key: Key, record: DynamoDBRecord): FifoMessage | undefined {
  const job = endedBusiness(key, record) ?? endedMembership(key, record) ?? endedSession(key, record);
  return job && queued(key, record, job);
}

/** A business that nobody can work in any more. */
function endedBusiness(key: Key, { dynamodb }: DynamoDBRecord): EndingJob | undefined {
  const tenant = parseRegistrationKey(key);
  if (tenant === undefined || !['suspended', 'deleting'].includes(dynamodb?.NewImage?.status?.S ?? '')) return undefined;
  return { v: 1, type: 'business', tenant };
}

/** Whose membership this record ended: removed, made inactive, or left without the right to see conversations. */
function endedMembership(key: Key, { eventName, dynamodb }: DynamoDBRecord): EndingJob | undefined {
  const { active, permissions } = dynamodb?.NewImage ?? {};
  const holds = active?.BOOL === true && (permissions?.L ?? []).some((one) => one.S === 'conversations.view');
  const place = eventName === 'REMOVE' || !holds ? parseMembershipKey(key) : undefined;
  return place && { v: 1, type: 'membership', ...place };
}

function endedSession(key: Key, { eventName, dynamodb }: DynamoDBRecord): EndingJob | undefined {
  const sub = dynamodb?.OldImage?.sub?.S;
  if (eventName !== 'REMOVE' || !sub) return undefined;
  const session = parseSessionKey(key);
  return session === undefined ? undefined : { v: 1, type: 'session', session, sub };
}
