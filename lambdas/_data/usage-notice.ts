import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { plans } from '../../contract/plans.ts';
import type { UsageNoticeJob } from '../../contract/queues.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { monthOf, usageNoticeKey } from './keys.ts';
import { conversationsIn } from './monthly.ts';
import { getRegistration } from './registration.ts';
import { stateOf } from './usage.ts';
import { readItem, setting } from './write.ts';

/** Who was mailed, and whether that is everybody. */
const UsageNotice = z.object({
  to: z.set(z.string()).default(() => new Set<string>()),
  doneAt: z.int().optional(),
});
export type UsageNotice = z.infer<typeof UsageNotice>;

type About = Omit<UsageNoticeJob, 'v' | 'tenant'>;

/** The month is over by then, whatever its length. */
const keptMs = 62 * 24 * 3_600_000;

/** 1 read unit. */
export async function getUsageNotice(store: TenantTable, { month, limit, level }: About): Promise<UsageNotice> {
  return UsageNotice.parse((await readItem(store, usageNoticeKey(store.tenant, month, limit, level))) ?? {});
}

/** Once for each person, after their mail: who dies in between mails that person twice, and nobody never. 1 write unit. */
export async function noteMailed(store: TenantTable, about: About, employeeId: string, now: number): Promise<void> {
  const { tenant, client, table } = store;
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: usageNoticeKey(tenant, about.month, about.limit, about.level),
      UpdateExpression: 'ADD #to :one SET expiresAt = :end',
      ExpressionAttributeNames: { '#to': 'to' },
      ExpressionAttributeValues: { ':one': new Set([employeeId]), ':end': Math.ceil((now + keptMs) / 1000) },
    }),
  );
}

/** 1 write unit. */
export async function noteAllMailed(store: TenantTable, about: About, now: number): Promise<void> {
  const { tenant, client, table } = store;
  const Key = usageNoticeKey(tenant, about.month, about.limit, about.level);
  const done = setting({ doneAt: now, expiresAt: Math.ceil((now + keptMs) / 1000) });
  await client.send(new UpdateCommand({ TableName: table, Key, ...done }));
}

/** What administrators are to be mailed and were not yet. 2 read units, 3 when there is something to tell. */
export async function usageNoticeDue(store: TenantTable, now: number): Promise<UsageNoticeJob | undefined> {
  const { tenant } = store;
  const month = monthOf(now);
  const [registration, used] = await Promise.all([getRegistration(store, tenant), conversationsIn(store, month)]);
  // Nobody works in a business that is suspended or goes: they are told of other things.
  if (registration?.status !== 'active') return undefined;
  const limit = plans[registration.plan].conversations;
  const level = stateOf(used, limit);
  if (level === 'ok') return undefined;
  const { doneAt } = await getUsageNotice(store, { month, limit, level });
  return doneAt === undefined ? { v: 1, tenant, month, limit, level } : undefined;
}

/** That the assistant has stopped, if people were not told of this cap yet. 2 read units. */
export async function budgetNoticeDue(store: TenantTable, capMicros: number, now: number): Promise<UsageNoticeJob | undefined> {
  const { tenant } = store;
  const about = { month: monthOf(now), limit: capMicros, level: 'models' } as const;
  const [registration, { doneAt }] = await Promise.all([getRegistration(store, tenant), getUsageNotice(store, about)]);
  return registration?.status === 'active' && doneAt === undefined ? { v: 1, tenant, ...about } : undefined;
}
