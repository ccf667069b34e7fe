/** `node scripts/backfill-library.ts --table NAME [--apply]`: see docs/runbook.md. Runs with the rights of whoever calls it. */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { backfillLibrary } from './backfill/library.ts';

const { values } = parseArgs({ options: { table: { type: 'string' }, apply: { type: 'boolean', default: false } } });
if (values.table === undefined) {
  console.error('node scripts/backfill-library.ts --table NAME\n  --apply   write; without it, only count');
  process.exitCode = 2;
} else {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  console.log(JSON.stringify(await backfillLibrary({ client, table: values.table }, { apply: values.apply })));
}
