/** `npm run export -- --business samia-tarot --to DIR`: writes everything of a business into files that the import reads. */
import { parseArgs } from 'node:util';
import { failureText } from './transfer/failure.ts';
import { Progress } from './transfer/progress.ts';
import { runExport } from './transfer/run-export.ts';
import { spent } from './transfer/spent.ts';
import { findDeployment, NoTarget, openBusiness } from './transfer/target.ts';

const usage = `npm run export -- --business SLUG --to DIR
  --format ndjson|csv   ndjson unless told
  --stage NAME          dev, staging or prod on AWS; else the local stage
  --outputs FILE     of a local stage that was started with --data: DIR/outputs.json
  --table NAME --tenant-role ARN [--operator-role ARN]   instead of --stage`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      business: { type: 'string' },
      to: { type: 'string' },
      format: { type: 'string', default: 'ndjson' },
      stage: { type: 'string' },
      outputs: { type: 'string' },
      table: { type: 'string' },
      'tenant-role': { type: 'string' },
      'operator-role': { type: 'string' },
    },
  });
  const { business, to, format } = values;
  if (business === undefined || to === undefined || (format !== 'ndjson' && format !== 'csv')) throw new NoTarget(usage);
  const deployment = await findDeployment({
    stage: values.stage,
    outputs: values.outputs,
    table: values.table,
    tenantRole: values['tenant-role'],
    operatorRole: values['operator-role'],
  });
  const { store } = await openBusiness(deployment, business);
  const files = await runExport({ store, slug: business, to, format, progress: new Progress(process.stderr), now: Date.now() });
  for (const { name, rows, bytes } of files) process.stdout.write(`${name}: ${rows} rows, ${bytes} bytes\n`);
  store.client.destroy();
  process.stderr.write(`done ${spent()}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
}
