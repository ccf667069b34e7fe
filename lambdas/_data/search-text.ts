import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ConversationId, MessageId } from '../../contract/ids.ts';
import type { Content } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { messageTime, monthOf, parseTextSort, textKey, textMonthsKey, textPartition, textSort } from './keys.ts';
import { wordsOf } from './search-words.ts';
import { unlessRefused } from './write.ts';

/** With its key an item stays under 1 KB, so that what a message says costs one write unit to find. */
const mostBytes = 850;

/** What a person would look for in a message. */
export function textOf(content: Content): string {
  const parts = partsOf(content).filter((part) => part !== undefined && part !== '');
  return parts.join('\n');
}

function partsOf(content: Content): readonly (string | undefined)[] {
  switch (content.kind) {
    case 'text':
    case 'button':
    case 'nfm_reply':
    case 'note':
    case 'system':
    case 'product':
    case 'order':
      return [content.text];
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'document':
    case 'sticker':
      return [content.media.caption, content.media.filename];
    case 'location':
      return [content.name, content.address];
    case 'contacts':
      return content.cards.flatMap(({ name, organisation, phones, emails }) => [
        name,
        organisation,
        ...phones.map(({ phone }) => phone),
        ...emails,
      ]);
    case 'button_reply':
      return [content.title];
    case 'list_reply':
      return [content.title, content.description];
    case 'call_permission_reply':
    case 'request_welcome':
    case 'work':
    case 'unsupported':
      return [];
    default:
      return content satisfies never;
  }
}

/** Each word once, as many as fit: the end of a text of several hundred different words is not found. */
export function indexedWords(text: string): string {
  let kept = '';
  let left = mostBytes;
  for (const word of wordsOf(text)) {
    const bytes = Buffer.byteLength(word) + 1;
    if (bytes > left) {
      // Writing without spaces is one long word.
      if (kept === '')
        kept = Buffer.from(word)
          .subarray(0, mostBytes)
          .toString()
          .replace(/\ufffd+$/, '');
      break;
    }
    kept += kept === '' ? word : ` ${word}`;
    left -= bytes;
  }
  return kept;
}

export interface TextPlace {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

/**
 * What a message says by now; without words, that it says nothing any more. `at`: when it was changed, 0 if never: what is newer
 * stays, so that the order of writing does not matter. 1 write unit.
 */
export async function keepText(
  { tenant, client, table }: TenantTable,
  { conversationId, messageId }: TextPlace,
  { words, at }: { readonly words: string; readonly at: number },
): Promise<void> {
  await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...textKey(tenant, conversationId, messageId), at, ...(words !== '' && { x: words }) },
        ConditionExpression: 'attribute_not_exists(pk) OR #at <= :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': at },
      }),
    ),
  );
}

/** Its message is gone. 1 write unit. */
export async function dropText({ tenant, client, table }: TenantTable, { conversationId, messageId }: TextPlace): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: textKey(tenant, conversationId, messageId) }));
}

/** Adds months (2026-11) to those that have texts. 1 write unit. */
export async function noteTextMonths({ tenant, client, table }: TenantTable, months: ReadonlySet<string>): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: textMonthsKey(tenant),
      UpdateExpression: 'ADD months :months',
      ExpressionAttributeValues: { ':months': months },
    }),
  );
}

const Months = z.object({ months: z.set(z.string()) });

/** Newest first. Half a read unit. */
export async function textMonths({ tenant, client, table }: TenantTable): Promise<readonly string[]> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: textMonthsKey(tenant) }));
  return Item ? [...Months.parse(Item).months].toSorted().toReversed() : [];
}

export interface LookBounds {
  readonly queries: number;
  /** Read units; the last query may go beyond. */
  readonly units: number;
}

export interface Look {
  /** Newest first. */
  readonly found: readonly TextPlace[];
  /** Where looking goes on. Undefined: there is nothing further back. */
  readonly next: string | undefined;
}

/** A query reads few texts first, for words that are everywhere, and then as many as DynamoDB passes on at once: 1 MB. */
const firstTexts = 200;

/** Looks for messages that have all the words, from the newest or from a place on backwards, a page at a time. */
export async function* lookBack(
  store: TenantTable,
  words: readonly string[],
  { queries, units }: LookBounds,
  place?: string,
): AsyncGenerator<Look, void> {
  const [start, from] = place?.split(' ') ?? [];
  const months = (await textMonths(store)).filter((month) => start === undefined || month <= start);
  let [asked, spent] = [0, 0];
  for (const [index, month] of months.entries()) {
    let before = month === start ? from : undefined;
    do {
      const page = await queryTexts(store, { month, words, before, ...(asked === 0 && { limit: firstTexts }) });
      asked += 1;
      spent += page.units;
      before = page.more;
      const next = before === undefined ? months[index + 1] : `${month} ${before}`;
      yield { found: page.found, next };
      if (asked >= queries || spent >= units) return;
    } while (before !== undefined);
  }
}

/** Where looking goes on after this message. */
export const textPlace = ({ messageId, conversationId }: TextPlace): string =>
  `${monthOf(messageTime(messageId))} ${textSort(messageId, conversationId)}`;

interface TextQuery {
  readonly month: string;
  readonly words: readonly string[];
  readonly before: string | undefined;
  readonly limit?: number;
}

async function queryTexts({ tenant, client, table }: TenantTable, { month, words, before, limit }: TextQuery) {
  const values = Object.fromEntries(words.map((word, index) => [`:w${index}`, word]));
  const {
    Items = [],
    LastEvaluatedKey,
    ConsumedCapacity,
  } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: `pk = :pk${before === undefined ? '' : ' AND sk < :before'}`,
      // What does not fit need not travel; it is read all the same.
      FilterExpression: words.map((_, index) => `contains(x, :w${index})`).join(' AND '),
      ExpressionAttributeValues: {
        ...values,
        ':pk': textPartition(tenant, month),
        ...(before !== undefined && { ':before': before }),
      },
      ProjectionExpression: 'sk',
      ScanIndexForward: false,
      ReturnConsumedCapacity: 'TOTAL',
      ...(limit !== undefined && { Limit: limit }),
    }),
  );
  return {
    found: Items.map(({ sk }) => parseTextSort(String(sk))),
    more: LastEvaluatedKey && String(LastEvaluatedKey.sk),
    units: ConsumedCapacity?.CapacityUnits ?? 0,
  };
}
