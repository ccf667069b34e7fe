import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ConversationId, MessageId } from '../../contract/ids.ts';
import type { FileFailure, MediaKind, Message } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { FileItem } from './file-item.ts';
import { goneReceivedRow, receivedRow } from './file-row.ts';
import { messageKey } from './keys.ts';
import { MessageItem, toMessage } from './message-item.ts';
import { type TransactItem, transact } from './transact.ts';
import { collisionDelay, readItem, unlessRefused } from './write.ts';

/** The state of a received file only changes under the condition of the state before: a repeat or a late worker changes nothing. */
interface Place {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

export type Claim =
  /** Yours until then: fetch it. */
  | { readonly outcome: 'claimed'; readonly message: Message; readonly owner: string }
  /** Somebody else is at it. */
  | { readonly outcome: 'held'; readonly until: number }
  /** Here, or gone for good: nothing to fetch. */
  | { readonly outcome: 'done'; readonly message: Message }
  | { readonly outcome: 'absent' };

type Guard = { readonly condition: string; readonly values: Readonly<Record<string, unknown>> };

/** `#until` stands for `until`: several of these are words of DynamoDB's own. */
const namesIn = (condition: string): Record<string, string> =>
  Object.fromEntries([...`#file ${condition}`.matchAll(/#(\w+)/g)].map(([placeholder, name = '']) => [placeholder, name]));

/** 1 write unit. The message as it is now; `written` tells whether the file was set. */
async function setFile({ tenant, client, table }: TenantTable, place: Place, file: FileItem, guard: Guard) {
  const result = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: messageKey(tenant, place.conversationId, place.messageId),
        UpdateExpression: 'SET #file = :file ADD filev :one',
        ConditionExpression: `attribute_exists(pk) AND (${guard.condition})`,
        ExpressionAttributeNames: namesIn(guard.condition),
        ExpressionAttributeValues: { ...guard.values, ':file': file, ':one': 1 },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  const found = result.refused ? result.existing : result.output.Attributes;
  return { written: !result.refused, item: found && MessageItem.parse(found) };
}

/** pending, failed for now, or left by a worker that never came back -> fetching. */
export async function claimFile(
  store: TenantTable,
  place: Place,
  { now, leaseMs }: { now: number; leaseMs: number },
): Promise<Claim> {
  const owner = randomUUID();
  const { item } = await setFile(
    store,
    place,
    { s: 'fetching', own: owner, until: now + leaseMs },
    {
      condition:
        'attribute_not_exists(#file) OR #file.#s = :pending OR (#file.#s = :failed AND #file.#fail.#retry = :true) OR (#file.#s = :fetching AND #file.#until <= :now)',
      values: { ':pending': 'pending', ':failed': 'failed', ':true': true, ':fetching': 'fetching', ':now': now },
    },
  );
  if (!item) return { outcome: 'absent' };
  // Also when the write was refused but is ours: the answer to the first try was lost, and the client tried again.
  if (item.file?.own === owner) return { outcome: 'claimed', message: toMessage(item), owner };
  if (item.file?.s === 'fetching') return { outcome: 'held', until: item.file.until ?? now };
  return { outcome: 'done', message: toMessage(item) };
}

/** Undefined: somebody else has it by now, and what they find counts. */
async function endClaim(store: TenantTable, place: Place, owner: string, file: FileItem): Promise<Message | undefined> {
  // The owner stays in the item: a write whose answer was lost is tried again, refused, and known as one's own by it.
  const { item } = await setFile(
    store,
    place,
    { ...file, own: owner },
    { condition: '#file.#s = :fetching AND #file.#own = :owner', values: { ':fetching': 'fetching', ':owner': owner } },
  );
  return item?.file?.own === owner && item.file.s === file.s ? toMessage(item) : undefined;
}

/** Tries when others write what the files count for. */
const tries = 20;

/**
 * fetching -> stored, with its row of the library and what it counts for: all of it or nothing. Where the customer has deleted the
 * message meanwhile it is on its way out at once. About 7 write units.
 */
export async function keepFile(
  store: TenantTable,
  place: Place,
  owner: string,
  facts: Omit<FileItem, 's' | 'own' | 'until' | 'fail'>,
  { kind, name, now }: { readonly kind: MediaKind; readonly name?: string | undefined; readonly now: number },
): Promise<Message | undefined> {
  const { tenant, table } = store;
  const Key = messageKey(tenant, place.conversationId, place.messageId);
  for (let attempt = 0; attempt < tries; attempt++) {
    const found = await readItem(store, Key);
    const item = found && MessageItem.parse(found);
    if (item?.file?.own !== owner) return undefined;
    if (item.file.s !== 'fetching') return toMessage(item);
    const revoked = item.del !== undefined;
    const file: FileItem = revoked ? { s: 'deleted', own: owner, exp: now } : { ...facts, s: 'stored', own: owner };
    const filev = (item.filev ?? 0) + 1;
    const marked = {
      Update: {
        TableName: table,
        Key,
        UpdateExpression: 'SET #file = :file, filev = :filev',
        ConditionExpression: `#file.#s = :fetching AND #file.#own = :owner AND attribute_${revoked ? '' : 'not_'}exists(del)`,
        ExpressionAttributeNames: { '#file': 'file', '#s': 's', '#own': 'own' },
        ExpressionAttributeValues: { ':file': file, ':filev': filev, ':fetching': 'fetching', ':owner': owner },
      },
    };
    const row = { kind, name, file: { ...facts, s: 'stored' as const } };
    const rows = revoked ? [goneReceivedRow(store, place, row, now)] : receivedRow(store, place, row);
    if ((await transact(store, [marked, ...rows])) === 'done') return toMessage({ ...item, file, filev });
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  throw new Error('A file cannot be marked stored: others write what files count for all the time');
}

/** fetching -> failed: for good, or until somebody asks again. */
export const failFile = (store: TenantTable, place: Place, owner: string, failure: FileFailure): Promise<Message | undefined> =>
  endClaim(store, place, owner, { s: 'failed', fail: failure });

/** fetching -> pending: it did not work now and is tried again. What went wrong is shown meanwhile. */
export const postponeFile = (
  store: TenantTable,
  place: Place,
  owner: string,
  failure: FileFailure | undefined,
): Promise<Message | undefined> =>
  endClaim(store, place, owner, { s: 'pending', ...(failure === undefined ? {} : { fail: failure }) });

/** For the transaction that deletes a file: stored -> deleted, with when. 2 write units. */
export const messageFileGone = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  place: Place,
  { mime, n }: Pick<FileItem, 'mime' | 'n'>,
  now: number,
): TransactItem => ({
  Update: {
    TableName: table,
    Key: messageKey(tenant, place.conversationId, place.messageId),
    UpdateExpression: 'SET #file = :file ADD filev :one',
    ConditionExpression: '#file.#s = :stored',
    ExpressionAttributeNames: { '#file': 'file', '#s': 's' },
    ExpressionAttributeValues: { ':file': { s: 'deleted', mime, n, exp: now }, ':one': 1, ':stored': 'stored' },
  },
});

/** failed -> pending, asked for by a person. Undefined: it was not failed, and stays as it is. */
export async function askForFile(store: TenantTable, place: Place): Promise<Message | undefined> {
  const { written, item } = await setFile(
    store,
    place,
    { s: 'pending' },
    {
      condition: '#file.#s = :failed',
      values: { ':failed': 'failed' },
    },
  );
  return written && item ? toMessage(item) : undefined;
}
