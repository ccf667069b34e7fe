import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { AssistantProvider } from '../../contract/assistant.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { breakerKey } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { readItem, unlessRefused } from './write.ts';

/**
 * A provider that does not answer one business is left alone for a while, by every process: the item is the only memory.
 * No item: all is well.
 */
const Breaker = z.object({
  /** In a row. */
  failures: z.int(),
  /** Not asked before, milliseconds; then by one. */
  until: z.int().default(0),
  /** Seconds. Forgotten then, also before the table has removed it. */
  expiresAt: z.int(),
});

const most = 5;
const shortestMs = 30_000;
const longestMs = 5 * 60_000;
const rememberedSeconds = 15 * 60;
/** Whoever tries first after a pause has so long to tell. */
const probeMs = 60_000;

/** `known`: it failed before, so that an answer is to be told to `answered`. */
export type Gate = { readonly open: false } | { readonly open: true; readonly known: boolean };

/** Whether it may be asked now. 1 read unit; 1 write unit for who tries first after a pause. */
export async function gateOf(store: TenantTable, provider: AssistantProvider, now: number): Promise<Gate> {
  const key = breakerKey(store.tenant, provider);
  const found = await readItem(store, key);
  const breaker = found && Breaker.parse(found);
  if (!breaker || breaker.expiresAt * 1000 <= now) return { open: true, known: found !== undefined };
  if (breaker.failures < most) return { open: true, known: true };
  if (now < breaker.until) return { open: false };
  const first = await unlessRefused(
    store.client.send(
      new UpdateCommand({
        TableName: store.table,
        Key: { ...key },
        UpdateExpression: 'SET #until = :next',
        ConditionExpression: '#until = :was',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':next': now + probeMs, ':was': breaker.until },
      }),
    ),
  );
  return first.refused ? { open: false } : { open: true, known: true };
}

/** It did not answer. 1 write unit, 2 when it is left alone from now on. */
export async function unanswered(store: TenantTable, provider: AssistantProvider, now: number): Promise<void> {
  const key = breakerKey(store.tenant, provider);
  const write = (UpdateExpression: string, values: Record<string, number>) =>
    store.client.send(
      new UpdateCommand({
        TableName: store.table,
        Key: { ...key },
        UpdateExpression,
        ...('until' in values && { ExpressionAttributeNames: { '#until': 'until' } }),
        ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
        ReturnValues: 'ALL_NEW',
      }),
    );
  const expiresAt = Math.ceil(now / 1000) + rememberedSeconds;
  const { Attributes } = await write('SET expiresAt = :expiresAt ADD failures :one', { expiresAt, one: 1 });
  const { failures } = Breaker.parse(Attributes);
  if (failures < most) return;
  const pause = Math.min(longestMs, shortestMs * 2 ** (failures - most));
  await write('SET #until = :until', { until: now + pause });
}

/** It answers again: all is forgotten. 1 write unit. */
export async function answered(store: TenantTable, provider: AssistantProvider): Promise<void> {
  await store.client.send(new DeleteCommand({ TableName: store.table, Key: { ...breakerKey(store.tenant, provider) } }));
}

/** For the transaction that changes how it is asked. */
export const breakerDelete = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  provider: AssistantProvider,
): TransactItem => ({
  Delete: { TableName: table, Key: { ...breakerKey(tenant, provider) } },
});
