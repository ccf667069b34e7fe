import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TenantTable } from '../_shared/tenant.ts';
import { transcriptionKey } from './keys.ts';
import type { TransactItem } from './transact.ts';

/** Which engine writes voice notes down. A business that never chose has none of this: Amazon Transcribe. */
export const Transcription = z.object({
  engine: z.enum(['transcribe', 'openai', 'off']),
  /** Of an endpoint that speaks `/audio/transcriptions`. */
  endpoint: z.string().optional(),
  model: z.string().optional(),
  /** Its key, sealed for the purpose `transcription`. */
  key: z.string().optional(),
  /** Price of a minute there, millionths of a US dollar. */
  micros: z.int().nonnegative().optional(),
  /** Grows with every change. */
  version: z.int(),
});
export type Transcription = z.infer<typeof Transcription>;

export const unchosen: Transcription = { engine: 'transcribe', version: 0 };

/** 1 read unit. */
export async function getTranscription({ tenant, client, table }: TenantTable): Promise<Transcription> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: transcriptionKey(tenant), ConsistentRead: true }));
  return Item ? Transcription.parse(Item) : unchosen;
}

/** For the transaction of a change: only if it is still as read. */
export const transcriptionChange = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  was: Transcription,
  next: Omit<Transcription, 'version'>,
): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...transcriptionKey(tenant), ...next, version: was.version + 1 },
    ConditionExpression: was.version === 0 ? 'attribute_not_exists(pk)' : 'version = :was',
    ...(was.version > 0 && { ExpressionAttributeValues: { ':was': was.version } }),
  },
});

/** For the transaction that seals the same key anew: people's version stays, because nothing is different for them. */
export const transcriptionKeyResealed = ({ tenant, table }: TenantTable, was: string, sealed: string): TransactItem => ({
  Update: {
    TableName: table,
    Key: transcriptionKey(tenant),
    UpdateExpression: 'SET #key = :sealed',
    ConditionExpression: '#key = :was',
    ExpressionAttributeNames: { '#key': 'key' },
    ExpressionAttributeValues: { ':sealed': sealed, ':was': was },
  },
});
