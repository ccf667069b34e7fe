import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { ChannelId, ConversationId, CustomerId, EmployeeId, MessageId, type TenantId } from '../../contract/ids.ts';
import { newConversation } from '../../lambdas/_data/conversation-changes.ts';
import { type Conversation, conversationItem } from '../../lambdas/_data/conversation-item.ts';
import { messageKey } from '../../lambdas/_data/keys.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';

type Row = Readonly<Record<string, unknown>>;

/** A table and the engine that it is in, past the IAM gate. */
export interface Engine {
  readonly table: string;
  readonly engines: { readonly dynamodb: string };
}

const clientOf = ({ engines }: Engine): DynamoDBDocumentClient => {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint: engines.dynamodb, region: 'us-east-1', credentials });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
};

export async function isThere(engine: Engine, { pk, sk }: Row): Promise<boolean> {
  const client = clientOf(engine);
  const { Item } = await client.send(new GetCommand({ TableName: engine.table, Key: { pk, sk } }));
  client.destroy();
  return Item !== undefined;
}

/** Rows put straight into the engine: they stand for years of use, and no function is measured while they are made. */
export async function fill(engine: Engine, items: Iterable<Row>): Promise<void> {
  const client = clientOf(engine);
  let batch: Row[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const requests = batch.map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [engine.table]: requests } }));
    batch = [];
  };
  for (const item of items) {
    batch.push(item);
    if (batch.length === 25) await flush();
  }
  await flush();
  client.destroy();
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

const texts = [
  'Hello',
  'Is there a free place on Thursday afternoon, or on Friday before noon?',
  'Thank you!',
  'I would like the longer reading this time. Last month you said that there would be more to see, and I have thought about it ever since. What would that cost, and when could I have it?',
  'مرحبا، هل يوجد موعد يوم الخميس؟',
  'Yes',
  'My number has changed, please write here from now on.',
] as const;

const messageIdAt = (ms: number, seed: string): MessageId =>
  MessageId.parse(`${String(ms).padStart(13, '0')}-${digest(seed).slice(0, 16)}`);

const textOf = (index: number): string => `${texts[index % texts.length] ?? ''} (${index})`;

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Milliseconds. */
  readonly end: number;
  /** What some of them say, by number. */
  readonly special?: ReadonlyMap<number, string>;
  /** What all others say. */
  readonly said?: string;
}

/** Messages `from` to `to` of one conversation, one a minute, the last of `to` a minute before `end`; every fourth is an answer. */
export function* longThread(tenant: TenantId, id: ConversationId, { from, to, end, special, said }: Stretch): Generator<Row> {
  for (let index = from; index < to; index++) {
    const at = end - (to - index) * 60_000;
    const out = index % 4 === 3;
    yield {
      ...messageKey(tenant, id, messageIdAt(at, `${id} ${index}`)),
      dir: out ? 'out' : 'in',
      c: JSON.stringify({ kind: 'text', text: special?.get(index) ?? said ?? textOf(index) }),
      pid: `wamid.${digest(`${id} ${index} at the provider`)}`,
      ...(out
        ? {
            status: 'read',
            rank: 5,
            by: { type: 'employee', name: 'Lina Nassar' },
            at_sent: at,
            at_delivered: at,
            at_read: at + 5_000,
          }
        : { seq: index + 1 }),
    };
  }
}

/** Its row: read to the end, with the newest message as preview, the last to have changed. */
export function longConversation(tenant: TenantId, id: ConversationId, name: string, count: number, now: number): Row {
  const customer = { id: CustomerId.parse(ulid(now)), name, waId: '12025556789' };
  const made = newConversation(id, ChannelId.parse(ulid(now)), customer, undefined, now);
  const last = messageIdAt(now - 60_000, `${id} ${count - 1}`);
  return conversationItem(tenant, {
    ...made,
    lastMessage: { id: last, kind: 'text', preview: textOf(count - 1), direction: (count - 1) % 4 === 3 ? 'out' : 'in' },
    inSeq: count,
    readSeq: count,
    windowClosesAt: now + 20 * 3_600_000,
  });
}

/** Half open and the assistant's, the rest shared out: people's, nobody's, put aside, resolved. None waits, so pages are full of them. */
export function* manyConversations(tenant: TenantId, from: number, to: number): Generator<Row> {
  const start = Date.now() - 200 * 24 * 3_600_000;
  for (let index = from; index < to; index++) {
    const at = start + index * 1_000;
    const customer = {
      id: CustomerId.parse(ulid(at)),
      name: `Customer number ${index}`,
      waId: `1202556${String(index).padStart(5, '0')}`,
    };
    const made: Conversation = {
      ...newConversation(ConversationId.parse(ulid(at)), ChannelId.parse(ulid(at)), customer, undefined, at),
      lastMessage: { id: messageIdAt(at, `${index}`), kind: 'text', preview: textOf(index).slice(0, 100), direction: 'in' },
      inSeq: 1,
      readSeq: index % 5 === 0 ? 0 : 1,
    };
    const kinds = [
      {},
      {},
      {},
      { mode: 'human', assigneeId: EmployeeId.parse(ulid(at)) },
      { mode: 'human' },
      { status: 'snoozed', snoozedUntil: at + 400 * 24 * 3_600_000 },
      { status: 'resolved' },
    ] as const;
    yield conversationItem(tenant, { ...made, ...kinds[index % kinds.length] });
  }
}
