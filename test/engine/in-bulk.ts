import { BatchWriteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PlatformTable } from '../../lambdas/_shared/tenant.ts';

const mostOfRequest = 25;

/**
 * Runs with a table whose new items are written together, 25 to a request, at the end: for those that only have to be there.
 * Conditions are not looked at.
 */
export async function inBulk<Table extends PlatformTable>(table: Table, run: (table: Table) => Promise<unknown>): Promise<void> {
  const items: (Record<string, unknown> | undefined)[] = [];
  const client = new Proxy(table.client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
        if (!(command instanceof PutCommand)) return target.send(command);
        items.push(command.input.Item);
        return {};
      };
    },
  });
  await run({ ...table, client });
  for (let start = 0; start < items.length; start += mostOfRequest) {
    const requests = items.slice(start, start + mostOfRequest).map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems = {} } = await table.client.send(
      new BatchWriteCommand({ RequestItems: { [table.table]: requests } }),
    );
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('The engine did not write everything');
  }
}
