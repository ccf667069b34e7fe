import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AssistantSettings as Shown } from '../../contract/assistant.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { assistantSettingsKey } from './keys.ts';
import type { TransactItem } from './transact.ts';

/** How the assistant of a business answers. A business that never chose has none of this: it is off. */
export const AssistantSettings = Shown.omit({ hasKey: true, knownModels: true }).extend({
  /** Sealed for the purpose `assistant`. */
  key: z.string().optional(),
});
export type AssistantSettings = z.infer<typeof AssistantSettings>;

export const unchosen: AssistantSettings = {
  on: false,
  provider: 'rules',
  temperature: 0.3,
  maxTokens: 600,
  capMicros: null,
  answersPerHour: 30,
  returnAfterMinutes: null,
  outOfHours: 'answer',
  version: 0,
};

/** 1 read unit. */
export async function assistantSettings({ tenant, client, table }: TenantTable): Promise<AssistantSettings> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: assistantSettingsKey(tenant), ConsistentRead: true }),
  );
  return Item ? AssistantSettings.parse(Item) : unchosen;
}

/** For the transaction of a change: only if it is still as read. */
export const assistantSettingsChange = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  was: AssistantSettings,
  next: Omit<AssistantSettings, 'version'>,
): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...assistantSettingsKey(tenant), ...next, version: was.version + 1 },
    ConditionExpression: was.version === 0 ? 'attribute_not_exists(pk)' : 'version = :was',
    ...(was.version > 0 && { ExpressionAttributeValues: { ':was': was.version } }),
  },
});

/** For the transaction that seals the same key anew: people's version stays, because nothing is different for them. */
export const assistantKeyResealed = ({ tenant, table }: TenantTable, was: string, sealed: string): TransactItem => ({
  Update: {
    TableName: table,
    Key: assistantSettingsKey(tenant),
    UpdateExpression: 'SET #key = :sealed',
    ConditionExpression: '#key = :was',
    ExpressionAttributeNames: { '#key': 'key' },
    ExpressionAttributeValues: { ':sealed': sealed, ':was': was },
  },
});
