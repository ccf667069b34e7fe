import { awsOk } from './aws.ts';
import type { Stage } from './stage.ts';

/** An item with its attribute values unwrapped. */
export type Item = Readonly<Record<string, unknown>>;

function plain(value: unknown): unknown {
  const [[type, content] = []] = Object.entries(value as Record<string, unknown>);
  switch (type) {
    case 'S':
    case 'BOOL':
      return content;
    case 'N':
      return Number(content);
    case 'NULL':
      return null;
    case 'L':
      return (content as unknown[]).map(plain);
    case 'M':
      return Object.fromEntries(Object.entries(content as Record<string, unknown>).map(([name, inner]) => [name, plain(inner)]));
    default:
      return content;
  }
}

/**
 * The table as it is, read from the engine itself without the product's code and without the IAM gate in between:
 * the oracle that counts effects.
 */
export class RawTable {
  private readonly name: string;
  private readonly call: ReturnType<typeof awsOk>;

  constructor(stage: Stage) {
    this.name = stage.outputs.table;
    this.call = awsOk('dynamodb', stage.outputs.engines.dynamodb);
  }

  /** Every item, or those whose partition key starts with `prefix`. */
  async scan(prefix = ''): Promise<Item[]> {
    const items: Item[] = [];
    let from: unknown;
    do {
      const page = await this.call('Scan', {
        TableName: this.name,
        ConsistentRead: true,
        ...(prefix && { FilterExpression: 'begins_with(pk, :prefix)', ExpressionAttributeValues: { ':prefix': { S: prefix } } }),
        ...(from ? { ExclusiveStartKey: from } : {}),
      });
      items.push(...page.Items.map((item: unknown) => plain({ M: item }) as Item));
      from = page.LastEvaluatedKey;
    } while (from);
    return items;
  }

  /** Message items whose provider id is one of these. */
  async messages(providerIds: readonly string[]): Promise<Item[]> {
    const wanted = new Set(providerIds);
    return (await this.scan('T#')).filter(({ sk, pid }) => String(sk).startsWith('M#') && wanted.has(String(pid)));
  }

  /** Sets attributes of an item, as an administrator would. */
  async set(key: { readonly pk: string; readonly sk: string }, values: Readonly<Record<string, unknown>>): Promise<void> {
    const names = Object.keys(values);
    await this.call('UpdateItem', {
      TableName: this.name,
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      UpdateExpression: `SET ${names.map((_, index) => `#a${index} = :v${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#a${index}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map((name, index) => [`:v${index}`, values[name]])),
    });
  }

  /** Puts an item of words, flags, numbers and lists of words, as an administrator would. */
  async put(
    key: { readonly pk: string; readonly sk: string },
    values: Readonly<Record<string, string | number | boolean | readonly string[]>>,
  ): Promise<void> {
    const typed = (value: string | number | boolean | readonly string[]): Record<string, unknown> => {
      if (typeof value === 'string') return { S: value };
      if (typeof value === 'number') return { N: String(value) };
      return typeof value === 'boolean' ? { BOOL: value } : { L: value.map((one) => ({ S: one })) };
    };
    const Item = Object.fromEntries(Object.entries({ ...key, ...values }).map(([name, value]) => [name, typed(value)]));
    await this.call('PutItem', { TableName: this.name, Item });
  }
}
