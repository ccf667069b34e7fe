import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PlatformTable } from '../../lambdas/_shared/tenant.ts';

/** The table of a process that dies right after its nth write: the write is done, and nobody hears of it. */
export function crashingAfter<Table extends PlatformTable>(table: Table, nth: number): Table {
  let writes = 0;
  const client = new Proxy(table.client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
        if (writes >= nth) throw new Error('crashed');
        const answer = await target.send(command);
        if (/^(Put|Update|Delete|TransactWrite)/.test(command.constructor.name) && ++writes === nth) throw new Error('crashed');
        return answer;
      };
    },
  });
  return { ...table, client };
}
