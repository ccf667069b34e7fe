import * as z from 'zod';
import type { Access } from './decide.ts';

/** Name of the partition key of a table and of each of its indexes. */
export interface TableKeys {
  readonly partitionKey: string;
  readonly indexes: Readonly<Record<string, string>>;
}

const Item = z.record(z.string(), z.unknown());
const Keyed = z.object({ TableName: z.string(), Key: Item });
const Put = z.object({ TableName: z.string(), Item });
const Query = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: Item.default({}),
  KeyConditions: z.record(z.string(), z.object({ AttributeValueList: z.array(z.unknown()) })).optional(),
});
const Scan = z.object({ TableName: z.string(), IndexName: z.string().optional() });
const BatchGet = z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(Item) })) });
const WriteRequest = z.object({ PutRequest: z.object({ Item }).optional(), DeleteRequest: z.object({ Key: Item }).optional() });
const BatchWrite = z.object({ RequestItems: z.record(z.string(), z.array(WriteRequest)) });
const TransactGet = z.object({ TransactItems: z.array(z.object({ Get: Keyed })) });
const TransactWrite = z.object({
  TransactItems: z.array(
    z.object({ Put: Put.optional(), Update: Keyed.optional(), Delete: Keyed.optional(), ConditionCheck: Keyed.optional() }),
  ),
});
const OneTable = z.object({ TableName: z.string() });
const PartiQl = z.object({ Statement: z.string() });
const PartiQlBatch = z.object({ Statements: z.array(PartiQl) });
const PartiQlTransaction = z.object({ TransactStatements: z.array(PartiQl) });

const keyedOperations = new Set(['GetItem', 'UpdateItem', 'DeleteItem']);
const tableOperations = new Set([
  'DescribeTable',
  'DescribeTimeToLive',
  'DescribeContinuousBackups',
  'UpdateTable',
  'DeleteTable',
  'UpdateTimeToLive',
]);

/** What a DynamoDB request needs to be allowed. Throws on a body that is not the operation's. Undefined: an operation unknown here. */
export class DynamoDbAccess {
  private readonly tables: ReadonlyMap<string, TableKeys>;
  private readonly arnPrefix: string;

  constructor(tables: ReadonlyMap<string, TableKeys>, place: { readonly account: string; readonly region: string }) {
    this.tables = tables;
    this.arnPrefix = `arn:aws:dynamodb:${place.region}:${place.account}:table/`;
  }

  of(operation: string, body: unknown): readonly Access[] | undefined {
    if (keyedOperations.has(operation)) {
      const { TableName, Key } = Keyed.parse(body);
      return [this.items(operation, TableName, [Key])];
    }
    if (operation === 'PutItem') {
      const { TableName, Item: item } = Put.parse(body);
      return [this.items(operation, TableName, [item])];
    }
    if (operation === 'Query') return [this.query(Query.parse(body))];
    if (operation === 'Scan') {
      const { TableName, IndexName } = Scan.parse(body);
      return [{ action: 'dynamodb:Scan', resource: this.arn(TableName, IndexName), context: {} }];
    }
    if (operation === 'BatchGetItem') {
      return Object.entries(BatchGet.parse(body).RequestItems).map(([table, { Keys }]) => this.items(operation, table, Keys));
    }
    if (operation === 'BatchWriteItem') {
      return Object.entries(BatchWrite.parse(body).RequestItems).map(([table, requests]) =>
        this.items(
          operation,
          table,
          requests.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}),
        ),
      );
    }
    if (operation === 'TransactGetItems') {
      return this.grouped(TransactGet.parse(body).TransactItems.map(({ Get }) => ['GetItem', Get.TableName, Get.Key]));
    }
    if (operation === 'TransactWriteItems') return this.grouped(TransactWrite.parse(body).TransactItems.map(transactWrite));
    if (operation === 'ExecuteStatement') return [this.partiQl(PartiQl.parse(body).Statement)];
    if (operation === 'BatchExecuteStatement')
      return PartiQlBatch.parse(body).Statements.map(({ Statement }) => this.partiQl(Statement));
    if (operation === 'ExecuteTransaction') {
      return PartiQlTransaction.parse(body).TransactStatements.map(({ Statement }) => this.partiQl(Statement));
    }
    if (tableOperations.has(operation)) {
      return [{ action: `dynamodb:${operation}`, resource: this.arn(OneTable.parse(body).TableName), context: {} }];
    }
    return undefined;
  }

  /** Each operation of a transaction needs the permission of its own kind: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
  private grouped(operations: readonly (readonly [string, string, Record<string, unknown>])[]): readonly Access[] {
    const groups = new Map<string, { action: string; table: string; items: Record<string, unknown>[] }>();
    for (const [action, table, item] of operations) {
      const id = `${action} ${table}`;
      const group = groups.get(id) ?? { action, table, items: [] };
      group.items.push(item);
      groups.set(id, group);
    }
    return [...groups.values()].map(({ action, table, items }) => this.items(action, table, items));
  }

  private items(operation: string, table: string, items: readonly Record<string, unknown>[]): Access {
    const partitionKey = this.tables.get(nameOf(table))?.partitionKey;
    return {
      action: `dynamodb:${operation}`,
      resource: this.arn(table),
      context: leadingKeys(partitionKey === undefined ? [] : items.map((item) => item[partitionKey])),
    };
  }

  private query(query: z.infer<typeof Query>): Access {
    const keys = this.tables.get(nameOf(query.TableName));
    const partitionKey = query.IndexName === undefined ? keys?.partitionKey : keys?.indexes[query.IndexName];
    return {
      action: 'dynamodb:Query',
      resource: this.arn(query.TableName, query.IndexName),
      context: leadingKeys(partitionKey === undefined ? [] : queried(query, partitionKey)),
    };
  }

  /** The keys of a PartiQL statement are not looked for, so a condition on them is never met. */
  private partiQl(statement: string): Access {
    const [, verb = ''] = /^\s*(select|insert|update|delete)\b/i.exec(statement) ?? [];
    const [, table = ''] = /\b(?:from|into|update)\s+"?([A-Za-z0-9_.-]+)"?/i.exec(statement) ?? [];
    const action = `PartiQL${verb.charAt(0).toUpperCase()}${verb.slice(1).toLowerCase()}`;
    return { action: `dynamodb:${action}`, resource: this.arn(table), context: {} };
  }

  private arn(table: string, index?: string): string {
    const arn = `${this.arnPrefix}${nameOf(table)}`;
    return index === undefined ? arn : `${arn}/index/${index}`;
  }
}

function transactWrite(
  operation: z.infer<typeof TransactWrite>['TransactItems'][number],
): readonly [string, string, Record<string, unknown>] {
  const { Put: put, Update: update, Delete: remove, ConditionCheck: check } = operation;
  if (put !== undefined) return ['PutItem', put.TableName, put.Item];
  if (update !== undefined) return ['UpdateItem', update.TableName, update.Key];
  if (remove !== undefined) return ['DeleteItem', remove.TableName, remove.Key];
  if (check !== undefined) return ['ConditionCheckItem', check.TableName, check.Key];
  throw new TypeError('A transaction item names no operation');
}

/** Every value the query compares the partition key with by `=`; more than one is DynamoDB's to refuse. */
function queried(query: z.infer<typeof Query>, partitionKey: string): readonly unknown[] {
  const values: unknown[] = [...(query.KeyConditions?.[partitionKey]?.AttributeValueList ?? [])];
  const name = (token: string): string => query.ExpressionAttributeNames[token] ?? token;
  for (const [, left = '', right = ''] of (query.KeyConditionExpression ?? '').matchAll(/([#:]?[\w.-]+)\s*=\s*([#:]?[\w.-]+)/g)) {
    if (name(left) === partitionKey) values.push(query.ExpressionAttributeValues[right]);
    else if (name(right) === partitionKey) values.push(query.ExpressionAttributeValues[left]);
  }
  return values;
}

/** Absent when any item is without a readable key: then nothing is known, and a policy that asks for keys refuses. */
function leadingKeys(values: readonly unknown[]): Access['context'] {
  const texts = values.map(textOf).filter((text) => text !== undefined);
  if (texts.length === 0 || texts.length < values.length) return {};
  return { 'dynamodb:LeadingKeys': texts };
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [[type, text] = []] = Object.entries(value);
  if (typeof text !== 'string') return undefined;
  return type === 'S' || type === 'N' || type === 'B' ? text : undefined;
}

function nameOf(table: string): string {
  return table.slice(table.lastIndexOf('/') + 1);
}
