import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ConversationId } from '../../contract/ids.ts';
import { HandOverReason } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { turnKey } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { unlessRefused } from './write.ts';

/** What a turn did: an answer of the model, or a tool with what it answered. What it is about is the business's own. */
const Step = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('answer'),
    /** `text`, `calls`, `cut`, `refused`, or the class of what failed. */
    outcome: z.string(),
    text: z.string().optional(),
    calls: z.array(z.object({ id: z.string(), name: z.string(), input: z.unknown().optional() })).optional(),
    tokensIn: z.int(),
    tokensOut: z.int(),
    /** Millionths of a US dollar. */
    micros: z.number().optional(),
    ms: z.int(),
  }),
  z.object({
    type: z.literal('tool'),
    id: z.string(),
    name: z.string(),
    result: z.string(),
    failed: z.boolean(),
    /** It was only tried: nothing was changed. */
    notDone: z.literal(true).optional(),
    ms: z.int(),
  }),
]);
export type Step = z.infer<typeof Step>;

const Item = z.object({
  from: z.int(),
  upTo: z.int(),
  epoch: z.int(),
  language: z.string(),
  provider: z.string(),
  /** The version of what the assistant says that it began with. */
  prompts: z.int().default(0),
  model: z.string().optional(),
  state: z.enum(['thinking', 'answered', 'suggested', 'handed-over', 'discarded']),
  reason: HandOverReason.optional(),
  /** How often it was begun: more than once after a crash. */
  tries: z.int(),
  /** JSON, one for each step. */
  steps: z.array(z.string()),
  /** Milliseconds. */
  at: z.int(),
  until: z.int(),
});
type Item = z.infer<typeof Item>;

export interface Turn extends Omit<Item, 'steps'> {
  readonly conversationId: ConversationId;
  readonly steps: readonly Step[];
}

type Begin = Pick<Turn, 'conversationId' | 'from' | 'upTo' | 'epoch' | 'language' | 'provider' | 'model' | 'prompts'>;

const keptMs = 90 * 24 * 3_600_000;

function toTurn(conversationId: ConversationId, stored: unknown): Turn {
  const item = Item.parse(stored);
  return { ...item, conversationId, steps: item.steps.map((step) => Step.parse(JSON.parse(step))) };
}

/**
 * Begins a turn, or takes up one that somebody began and never finished, with what that one did. `held`: it is still at it.
 * 1 write unit.
 */
export async function beginTurn(
  { tenant, client, table }: TenantTable,
  { conversationId, ...begin }: Begin,
  { now, leaseMs }: { readonly now: number; readonly leaseMs: number },
): Promise<Turn | 'held' | 'done'> {
  const Key = { ...turnKey(tenant, conversationId, begin.from, begin.epoch) };
  const fresh: Item = { ...begin, state: 'thinking', tries: 1, steps: [], at: now, until: now + leaseMs };
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...Key, ...fresh, expiresAt: Math.floor((now + keptMs) / 1_000) },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (!put.refused) return toTurn(conversationId, fresh);
  const taken = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key,
        UpdateExpression: 'SET #until = :until ADD tries :one',
        ConditionExpression: '#state = :thinking AND #until <= :now',
        ExpressionAttributeNames: { '#until': 'until', '#state': 'state' },
        ExpressionAttributeValues: { ':until': now + leaseMs, ':one': 1, ':thinking': 'thinking', ':now': now },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (!taken.refused) return toTurn(conversationId, taken.output.Attributes);
  return Item.parse(taken.existing).state === 'thinking' ? 'held' : 'done';
}

type Place = Pick<Turn, 'conversationId' | 'from' | 'epoch' | 'tries'>;

/**
 * Notes what a turn did, so that nobody does it again after a crash. `lost`: somebody else has taken the turn up. 1 write unit for
 * each KB of what it did so far.
 */
export async function noteSteps(
  { tenant, client, table }: TenantTable,
  { conversationId, from, epoch, tries }: Place,
  steps: readonly Step[],
  { letGo }: { readonly letGo?: true } = {},
): Promise<'noted' | 'lost'> {
  const noted = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...turnKey(tenant, conversationId, from, epoch) },
        UpdateExpression: `SET steps = list_append(steps, :steps)${letGo ? ', #until = :free' : ''}`,
        ConditionExpression: 'tries = :tries AND #state = :thinking',
        ExpressionAttributeNames: { '#state': 'state', ...(letGo && { '#until': 'until' }) },
        ExpressionAttributeValues: {
          ':steps': steps.map((step) => JSON.stringify(step)),
          ':tries': tries,
          ':thinking': 'thinking',
          ...(letGo && { ':free': 0 }),
        },
      }),
    ),
  );
  return noted.refused ? 'lost' : 'noted';
}

/** For the transaction that carries out what a turn came to, with the steps that are not noted yet. 2 write units for each KB. */
export const turnEnd = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  { conversationId, from, epoch, tries }: Place,
  { state, reason, steps }: Pick<Item, 'state' | 'reason'> & { readonly steps: readonly Step[] },
): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...turnKey(tenant, conversationId, from, epoch) },
    UpdateExpression: `SET #state = :state, steps = list_append(steps, :steps)${reason === undefined ? '' : ', reason = :reason'}`,
    ConditionExpression: 'tries = :tries AND #state = :thinking',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':state': state,
      ':steps': steps.map((step) => JSON.stringify(step)),
      ':tries': tries,
      ':thinking': 'thinking',
      ...(reason !== undefined && { ':reason': reason }),
    },
  },
});
