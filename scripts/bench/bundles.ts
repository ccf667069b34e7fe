import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { environment } from '../../contract/environment.ts';
import { bundleTarget } from '../bundle-target.ts';
import { type Figure, kilobytes, median } from './report.ts';

const run = promisify(execFile);
const bundles = 'dist/lambdas';
const rounds = 15;

const handlers = async (): Promise<string[]> => (await readdir(bundles)).sort();

/** Size of every bundle as it is deployed. */
export async function bundleSizes(): Promise<Figure[]> {
  return await Promise.all(
    (await handlers()).map(async (name) => {
      const bytes = gzipSync(await readFile(join(bundles, name, 'index.mjs')), { level: 9 }).length;
      const target = bundleTarget(name);
      return {
        group: 'Bundles (gzip -9)',
        name: `\`${name}\``,
        value: kilobytes(bytes),
        target: `${target} KB`,
        met: bytes <= target * 1000,
      };
    }),
  );
}

/** Client classes whose bare import is the baseline of a function that uses them. */
const clients: Readonly<Record<string, string>> = {
  '@aws-sdk/client-dynamodb': 'DynamoDBClient',
  '@aws-sdk/lib-dynamodb': 'DynamoDBDocumentClient',
  '@aws-sdk/client-sqs': 'SQSClient',
  '@aws-sdk/client-sts': 'STSClient',
  '@aws-sdk/client-s3': 'S3Client',
  '@aws-sdk/client-kms': 'KMSClient',
  '@aws-sdk/client-apigatewaymanagementapi': 'ApiGatewayManagementApiClient',
  '@aws-sdk/client-cognito-identity-provider': 'CognitoIdentityProviderClient',
};

/** A function may import 1.3 times as long as its baseline, and these, on a provider's clock, as long as this. */
const limits: Readonly<Record<string, number>> = { 'webhook-meta': 2, 'webhook-twilio': 2 };

/**
 * Import time of each bundle in a fresh process, against a module that imports only the SDK clients the function uses
 * (an empty module where it uses none). The two are measured in turn, so that a busy machine slows both.
 */
export async function importRatios(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-bench-'));
  try {
    const figures: Figure[] = [];
    const baselines = new Map<string, string>();
    for (const name of await handlers()) {
      const used = await clientsOf(name);
      const key = used.join('+') || 'empty module';
      if (!baselines.has(key)) baselines.set(key, await baselineBundle(folder, baselines.size, used));
      const baseline = baselines.get(key) ?? '';
      const { subject, reference } = await alternate(resolve(bundles, name, 'index.mjs'), baseline);
      const most = limits[name] ?? 1.3;
      const ratio = subject / reference;
      figures.push({
        group: 'Import time in a fresh process',
        name: `\`${name}\``,
        value: `${ratio.toFixed(2)} x`,
        baseline: used.map((one) => one.replace('@aws-sdk/', '')).join(', ') || 'empty module',
        target: `< ${most} x`,
        met: ratio < most,
      });
    }
    for (const name of Object.keys(limits)) figures.push(await cryptoFloor(folder, name, baselines.get('empty module') ?? ''));
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What of a webhook's import is Node's own crypto, without which no signature can be checked. Loading it later would only
 * move it from the start of the process, where Lambda gives a full core, into the first request.
 */
async function cryptoFloor(folder: string, name: string, empty: string): Promise<Figure> {
  const floor = join(folder, 'crypto.mjs');
  await writeFile(floor, "import { createHmac } from 'node:crypto';\nexport const handler = createHmac;\n");
  const webhook = await alternate(resolve(bundles, name, 'index.mjs'), floor);
  const alone = await alternate(floor, empty);
  return {
    group: 'Import time in a fresh process',
    name: `\`${name}\`, against a module that imports only \`node:crypto\``,
    value: `${(webhook.subject / webhook.reference).toFixed(2)} x`,
    baseline: `\`node:crypto\` alone is ${(alone.subject / alone.reference).toFixed(2)} x the empty module`,
  };
}

/** Which SDK clients ended up in a bundle, from what esbuild says it put there. */
async function clientsOf(name: string): Promise<string[]> {
  const bundled = await build({
    entryPoints: [`lambdas/${name}/handler.ts`],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  const inputs = Object.values(bundled.metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  return Object.keys(clients).filter((client) => inputs.some((path) => path.startsWith(`node_modules/${client}/`)));
}

async function baselineBundle(folder: string, index: number, used: readonly string[]): Promise<string> {
  const outfile = join(folder, `baseline-${index}.mjs`);
  const imports = used.map((client) => `import { ${clients[client]} } from '${client}';`).join('\n');
  await build({
    stdin: {
      contents: `${imports}\nexport const handler = [${used.map((client) => clients[client]).join(', ')}];`,
      resolveDir: '.',
    },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire as _cr}from'node:module';const require=_cr(import.meta.url);" },
    logLevel: 'silent',
  });
  return outfile;
}

async function alternate(subjectPath: string, referencePath: string): Promise<{ subject: number; reference: number }> {
  const subject: number[] = [];
  const reference: number[] = [];
  for (let round = 0; round < rounds; round++) {
    subject.push(await importTime(subjectPath));
    reference.push(await importTime(referencePath));
  }
  return { subject: median(subject), reference: median(reference) };
}

/** Every variable a function may ask for at import; the values are never used, but one is taken apart there. */
const variables = {
  ...Object.fromEntries(Object.values(environment).map((name) => [name, 'https://example.invalid/pool_id'])),
  [environment.modelPrices]: '{}',
};

async function importTime(path: string): Promise<number> {
  const script = `const t=performance.now();await import(${JSON.stringify(`file://${path}`)});console.log(performance.now()-t);process.exit(0)`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1', ...variables },
  });
  return Number(stdout.trim().split('\n').at(-1));
}
