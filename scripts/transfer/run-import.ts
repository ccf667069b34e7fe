import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../contract/ids.ts';
import { auditPut } from '../../lambdas/_data/audit.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { channelsOf, wrongWith } from './channels.ts';
import { differing, findInput, type Input } from './files.ts';
import { inParallel, Limiter } from './limiter.ts';
import { link } from './link.ts';
import type { Progress } from './progress.ts';
import { readInput } from './read.ts';
import { type Report, readable, reportOf } from './report.ts';
import { Staging } from './staging.ts';
import { Tally } from './tally.ts';
import { writeAnnotations, writeBookings, writeServices } from './write-sales.ts';
import { type Writing, writeThread } from './write-thread.ts';

export interface ImportOptions {
  readonly store: TenantTable;
  readonly business: { readonly slug: string; readonly currency: string; readonly language: string };
  /** Numbers that are connected. */
  readonly connected: readonly ChannelId[];
  readonly channel?: ChannelId | undefined;
  readonly from: string;
  readonly dryRun: boolean;
  readonly assumeUtc: boolean;
  /** Where the checkpoint and the report go; beside the folder unless told. */
  readonly work?: string | undefined;
  readonly operator: string;
  readonly progress: Progress;
  readonly clock: () => number;
}

/** Conversations, and requests for their messages, that are under way at once. */
const conversationsAtOnce = 24;
const requestsAtOnce = 96;

const waiting =
  'no number is connected, so conversations wait for one: connect it, and import again before the webhook is switched';

/** Ends early, with nothing written, when the files are not what they should be. */
export class CannotImport extends Error {}

export async function runImport(options: ImportOptions): Promise<Report> {
  const { store, business, from, dryRun, clock } = options;
  const input = await findInput(from);
  if (input.sources.length === 0) {
    throw new CannotImport(`${from} has no customers, conversations, messages, services or bookings as .csv, .json or .ndjson`);
  }
  const wrong = input.manifest ? await differing(from, input.manifest) : [];
  if (wrong.length > 0) {
    throw new CannotImport(`${wrong.join('; ')}. If that is meant, remove manifest.json and import again.`);
  }
  const work = dryRun ? mkdtempSync(join(tmpdir(), 'frontdesk-dry-run-')) : workFolder(options);
  let staging: Staging | undefined;
  try {
    staging = open(work, fingerprintOf(options, input));
    if (staging.meta('linked') === undefined) {
      const bytes = input.sources.reduce((sum, source) => sum + source.bytes, 0);
      options.progress.begin('reading', bytes);
      const { currency, language } = business;
      const reading = { now: clock(), assumeUtc: options.assumeUtc, currency, language };
      await readInput(staging, input, reading, { bytes: (count) => options.progress.add(count) });
      options.progress.end();
      link(staging);
      // An export says itself what of it is only there to be kept.
      for (const name of input.manifest ? [] : input.ignored) {
        staging.find({ kind: 'note', table: 'messages', reason: `the file ${name} is no table that is imported` });
      }
      if (options.connected.length === 0 && staging.count('SELECT count(*) AS count FROM threads') > 0) {
        staging.find({ kind: 'note', table: 'conversations', reason: waiting });
      }
      staging.setMeta('linked', 'yes');
    }
    const given = staging.all('SELECT DISTINCT channel FROM threads').map(({ channel }) => String(channel));
    const misplaced = wrongWith(options.connected, options.channel, given);
    if (misplaced !== undefined) throw new CannotImport(misplaced);
    const tally = dryRun ? undefined : await writeAll(options, staging);
    const report = reportOf(staging, { business: business.slug, from: basename(from), tally });
    if (!dryRun) {
      writeFileSync(join(work, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
      writeFileSync(join(work, 'report.md'), readable(report));
      staging.close();
      staging = undefined;
      Staging.remove(work);
    }
    return report;
  } finally {
    staging?.close();
    if (dryRun) rmSync(work, { recursive: true, force: true });
  }

  function open(folder: string, fingerprint: string): Staging {
    const found = Staging.open(folder, fingerprint);
    // Killed while it was reading: that is quicker done again than gone on with.
    if (found.meta('linked') !== undefined || found.meta('begun') === undefined) {
      found.setMeta('begun', 'yes');
      return found;
    }
    found.close();
    Staging.remove(folder);
    const fresh = Staging.open(folder, fingerprint);
    fresh.setMeta('begun', 'yes');
    return fresh;
  }

  async function writeAll({ progress, connected, channel }: ImportOptions, staged: Staging): Promise<Tally> {
    const tally = new Tally();
    const channels = channelsOf(connected, channel);
    const writing: Writing = { store, staging: staged, channels, limiter: new Limiter(requestsAtOnce), tally };
    const total = staged.count('SELECT count(*) AS count FROM messages');
    const before = staged.count('SELECT coalesce(sum(messages), 0) AS count FROM threads WHERE done = 1');
    await writeServices(writing);
    progress.begin('writing messages', total, before);
    await inParallel(threadsToDo(staged), conversationsAtOnce, async ({ n, messages }) => {
      await writeThread(writing, Number(n));
      progress.add(Number(messages));
    });
    progress.end();
    await writeAnnotations(writing);
    await writeBookings(writing);
    if (tally.written > 0 || staged.meta('wrote') !== undefined) await record(staged);
    return tally;
  }

  /** Once for each import that changed something, however often it was killed. */
  async function record(staged: Staging): Promise<void> {
    if (staged.meta('recorded') !== undefined) return;
    const { tables } = reportOf(staged, { business: business.slug, from, tally: undefined });
    const entry = {
      action: 'business.imported' as const,
      by: { type: 'system' as const, id: options.operator, name: 'Import' },
      thing: { type: 'business', id: store.tenant, name: business.slug },
      after: Object.fromEntries(Object.entries(tables).map(([table, { accepted }]) => [table, accepted])),
    };
    await store.client.send(new TransactWriteCommand({ TransactItems: [auditPut(store, entry, clock())] }));
    staged.setMeta('recorded', 'yes');
  }
}

/** Pages, because marking one as done changes what is left. */
function* threadsToDo(staging: Staging): Generator<Record<string, unknown>> {
  for (let after = 0; ; ) {
    const threads = staging.all('SELECT n, messages FROM threads WHERE done = 0 AND n > :after ORDER BY n LIMIT 1000', { after });
    const last = threads.at(-1);
    if (!last) return;
    after = Number(last.n);
    yield* threads;
  }
}

function workFolder({ work, from, business }: ImportOptions): string {
  const folder = work ?? join(dirname(resolve(from)), `${basename(resolve(from))}.import-${business.slug}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Another file, another business or another way of reading begins anew. */
function fingerprintOf({ store, channel, assumeUtc }: ImportOptions, { sources }: Input): string {
  const files = sources.map(({ name, bytes, modifiedMs }) => `${name} ${bytes} ${modifiedMs}`);
  const parts = [store.table, store.tenant, channel ?? '', String(assumeUtc), ...files];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
