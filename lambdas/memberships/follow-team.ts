import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { EmployeeId, RoleId, type TenantId } from '../../contract/ids.ts';
import { parseRegistrationKey, parseTeamKey } from '../_data/keys.ts';
import { getUser } from '../_data/membership.ts';
import { endAllSessions } from '../_data/session.ts';
import { copyPerson, copyRole } from '../_people/copies.ts';
import { log } from '../_shared/log.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';

export interface Following {
  storeOf(tenant: TenantId): TenantTable;
  readonly platform: PlatformTable;
  forgetDecisions(): Promise<void>;
  /** Milliseconds. */
  readonly clock: () => number;
}

/**
 * Finishes changes of people and roles whose author died after the transaction: copies them to where sign-in looks, and has
 * API Gateway ask again. It does so for every change, also when a business is suspended or taken back: a decision that was
 * being made while its author had the cache cleared is cleared here, a moment later. Somebody who now works for nobody is
 * signed out everywhere.
 */
export const followTeam =
  (following: Following) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    let counts = false;
    for (const record of Records) {
      const { tenant, work } = changeOf(record) ?? {};
      if (tenant === undefined || work === undefined) continue;
      try {
        await work(following, tenant);
        counts = true;
      } catch (error) {
        log.error('a change of rights is not copied yet; the stream repeats it', { tenant }, error);
        if (counts) await clear(following);
        return failed(record);
      }
    }
    if (counts && (await clear(following)) === 'failed') return failed(Records[0]);
    return { batchItemFailures: [] };
  };

const failed = (record: DynamoDBRecord | undefined): DynamoDBBatchResponse => ({
  batchItemFailures: [{ itemIdentifier: record?.dynamodb?.SequenceNumber ?? '' }],
});

async function clear({ forgetDecisions }: Following): Promise<'done' | 'failed'> {
  try {
    await forgetDecisions();
    return 'done';
  } catch (error) {
    log.error('decisions of the authorizer were not cleared; the stream repeats it', {}, error);
    return 'failed';
  }
}

type Work = (following: Following, tenant: TenantId) => Promise<void>;

/** What a record asks for: changes of people and roles, which have a new version. Removed ones ask for nothing. */
function changeOf({ dynamodb }: DynamoDBRecord): { readonly tenant: TenantId; readonly work: Work } | undefined {
  const { Keys, NewImage, OldImage } = dynamodb ?? {};
  if (!Keys?.pk?.S || !Keys.sk?.S) return undefined;
  const registered = parseRegistrationKey({ pk: Keys.pk.S, sk: Keys.sk.S });
  // The registration is what is asked about each time: nothing to copy, only decisions to forget.
  if (registered) {
    return NewImage?.status?.S === OldImage?.status?.S ? undefined : { tenant: registered, work: async () => undefined };
  }
  if (NewImage === undefined || NewImage.version?.N === OldImage?.version?.N) return undefined;
  const key = parseTeamKey({ pk: Keys.pk.S, sk: Keys.sk.S });
  if (key === undefined) return undefined;
  const { tenant } = key;
  if ('role' in key) return { tenant, work: roleChanged(RoleId.parse(key.role)) };
  return { tenant, work: personChanged(EmployeeId.parse(key.employee)) };
}

const roleChanged =
  (id: RoleId): Work =>
  async ({ storeOf, platform }, tenant) => {
    await copyRole({ store: storeOf(tenant), platform }, id);
  };

const personChanged =
  (id: EmployeeId): Work =>
  async ({ storeOf, platform, clock }, tenant) => {
    const found = await copyPerson({ store: storeOf(tenant), platform }, id);
    if (found === undefined || found.employee.active) return;
    const { sub } = found.employee;
    const { memberships, platformAdmin } = await getUser(platform, sub);
    if (platformAdmin !== undefined || memberships.some(({ active }) => active)) return;
    await endAllSessions(platform, sub, clock());
    log.info('signed out somebody who works for no business any more', { tenant, employeeId: id });
  };
