import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ConversationId, MessageId, TenantId } from '../../contract/ids.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { traced, voiceJobKey } from './keys.ts';

/** Whose a job of Amazon Transcribe is. An event names the job, and this says the rest. */
const VoiceJob = z.object({
  tenant: TenantId,
  conversationId: ConversationId,
  messageId: MessageId,
  attempt: z.int().positive(),
  /** When it was begun, milliseconds. */
  at: z.int(),
});
export type VoiceJob = z.infer<typeof VoiceJob>;

/** Longer than anybody looks after a job. */
const livesMs = 3 * 86_400_000;

/** Before the job is begun, so that no event comes before it. 1 write unit, index 1. */
export async function putVoiceJob({ client, table }: PlatformTable, job: string, of: VoiceJob, now: number): Promise<void> {
  const key = voiceJobKey(job);
  const expiresAt = Math.ceil((now + livesMs) / 1000);
  await client.send(new PutCommand({ TableName: table, Item: { ...key, ...traced(of.tenant, key), ...of, expiresAt } }));
}

/** Undefined: a job that is not ours, or is over. 1 read unit. */
export async function getVoiceJob({ client, table }: PlatformTable, job: string): Promise<VoiceJob | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: { ...voiceJobKey(job) }, ConsistentRead: true }));
  return Item && VoiceJob.parse(Item);
}

export async function dropVoiceJob({ client, table }: PlatformTable, job: string): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: { ...voiceJobKey(job) } }));
}
