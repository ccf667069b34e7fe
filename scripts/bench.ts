/**
 * `npm run bench`: measures the figures of docs/benchmarks.md in one run and writes them there.
 * `--only a,b` measures some of them and writes nothing; `--data DIR` does so on the running stage that keeps its data there.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { answering } from './bench/answering.ts';
import { browsing } from './bench/browsing.ts';
import { bundleSizes, importRatios } from './bench/bundles.ts';
import { files } from './bench/files.ts';
import { flatness } from './bench/flatness.ts';
import { inbox } from './bench/inbox.ts';
import { knowledge } from './bench/knowledge.ts';
import { latency } from './bench/latency.ts';
import { pageSpeed } from './bench/page.ts';
import { type Figure, markdown } from './bench/report.ts';
import { searching } from './bench/searching.ts';
import { BenchStage } from './bench/stage.ts';
import { timings } from './bench/timings.ts';
import { transfer } from './bench/transfer.ts';
import { units } from './bench/units.ts';
import { webSizes } from './bench/web.ts';

const run = promisify(execFile);

const parts: Readonly<Record<string, (stage: () => Promise<BenchStage>) => Promise<Figure[]>>> = {
  units: async (stage) => await units(await stage()),
  bundles: bundleSizes,
  imports: importRatios,
  latency: async (stage) => await latency(await stage()),
  flatness: async (stage) => await flatness(await stage()),
  inbox: async (stage) => await inbox(await stage()),
  searching: async (stage) => await searching(await stage()),
  knowledge,
  answering: async (stage) => await answering(await stage()),
  files: async () => {
    // Two stages of one tree would be in each other's way.
    await (await started)?.stop();
    started = undefined;
    return await files();
  },
  transfer: async (stage) => await transfer(await stage()),
  web: webSizes,
  browsing: async (stage) => await browsing(await stage()),
  page: async (stage) => await pageSpeed(await stage()),
  timings: async (stage) => await timings(await stage()),
};

const { values } = parseArgs({ options: { only: { type: 'string' }, data: { type: 'string' } } });
const wanted = values.only?.split(',') ?? Object.keys(parts);
for (const name of wanted) {
  if (!parts[name]) throw new Error(`There is no part ${name}; there are ${Object.keys(parts).join(', ')}`);
}

if (values.data === undefined) await run(process.execPath, ['scripts/build.ts']);
let started: Promise<BenchStage> | undefined;
const stage = (): Promise<BenchStage> => {
  started ??= values.data === undefined ? BenchStage.start() : BenchStage.at(values.data);
  return started;
};

const figures: Figure[] = [];
try {
  for (const name of wanted) {
    process.stderr.write(`measuring ${name}\n`);
    try {
      figures.push(...((await parts[name]?.(stage)) ?? []));
    } catch (error) {
      // The other figures are not lost for one that could not be measured.
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      const why = error instanceof Error ? error.message : String(error);
      figures.push({ group: `Not measured: ${name}`, name: 'it failed', value: why.split('\n')[0] ?? '', met: false });
    }
  }
} finally {
  await (await started)?.stop();
}

const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
const text = `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine}, everything on one machine, the local stage with its
engines and its IAM gate included. Units, frames and calls are counted and hold on AWS; times are of this machine and stand beside a baseline
of the same run where they are ratios. Prices are AWS list prices (\`scripts/bench/prices.ts\`).

${markdown(figures)}
`;
process.stdout.write(text);
if (values.only === undefined && values.data === undefined) await writeFile('docs/benchmarks.md', text);
const missed = figures.filter(({ met }) => met === false);
process.stderr.write(`${figures.filter(({ met }) => met === true).length} targets met, ${missed.length} missed\n`);
