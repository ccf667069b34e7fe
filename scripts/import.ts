/** `npm run import -- --business samia-tarot --from DIR [--dry-run]`: brings an older system's data in (docs/migrating.md). */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ChannelId } from '../contract/ids.ts';
import { getBusiness } from '../lambdas/_data/business.ts';
import { listChannels } from '../lambdas/_data/channel.ts';
import { failureText } from './transfer/failure.ts';
import { Progress } from './transfer/progress.ts';
import { readable } from './transfer/report.ts';
import { runImport } from './transfer/run-import.ts';
import { spent } from './transfer/spent.ts';
import { findDeployment, NoTarget, openBusiness } from './transfer/target.ts';

const usage = `npm run import -- --business SLUG --from DIR
  --dry-run          read and check everything, write nothing
  --report FILE      put the report there as JSON too
  --channel ID       the number conversations belong to, when the business has several
  --assume-utc       times without a zone are UTC
  --work DIR         where checkpoint and report go; else beside DIR
  --stage NAME       dev, staging or prod on AWS; else the local stage
  --outputs FILE     of a local stage that was started with --data: DIR/outputs.json
  --table NAME --tenant-role ARN [--operator-role ARN]   instead of --stage`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      business: { type: 'string' },
      from: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      report: { type: 'string' },
      channel: { type: 'string' },
      'assume-utc': { type: 'boolean', default: false },
      work: { type: 'string' },
      stage: { type: 'string' },
      outputs: { type: 'string' },
      table: { type: 'string' },
      'tenant-role': { type: 'string' },
      'operator-role': { type: 'string' },
    },
  });
  if (values.business === undefined || values.from === undefined) throw new NoTarget(usage);
  const deployment = await findDeployment({
    stage: values.stage,
    outputs: values.outputs,
    table: values.table,
    tenantRole: values['tenant-role'],
    operatorRole: values['operator-role'],
  });
  const { store, operator } = await openBusiness(deployment, values.business);
  const profile = await getBusiness(store);
  if (!profile) throw new NoTarget(`The business ${values.business} has no profile: finish creating it first`);
  const connected = (await listChannels(store)).map(({ id }) => id);
  const report = await runImport({
    store,
    operator,
    business: { slug: values.business, currency: profile.currency, language: profile.languages[0] ?? 'en' },
    connected,
    channel: values.channel === undefined ? undefined : ChannelId.parse(values.channel),
    from: values.from,
    dryRun: values['dry-run'],
    assumeUtc: values['assume-utc'],
    work: values.work,
    progress: new Progress(process.stderr),
    clock: Date.now,
  });
  if (values.report !== undefined) await writeFile(values.report, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(readable(report));
  store.client.destroy();
  process.stderr.write(`done ${spent()}\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
}
