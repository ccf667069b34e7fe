import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readTemplates } from './world.ts';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'node_modules', '.bin');
let folder = '';

/** Runs a command as a developer without an AWS account and without a network would. */
async function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const nowhere = 'http://127.0.0.1:9';
  const { stdout, stderr } = await promisify(execFile)(join(bin, command), [...args], {
    cwd: root,
    env: {
      PATH: `${bin}:${PATH}`,
      HOME,
      CI: 'true',
      NO_COLOR: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      HTTPS_PROXY: nowhere,
      HTTP_PROXY: nowhere,
      ...env,
    },
  });
  return stdout + stderr;
}

/** Bundles may be built anew between the two. */
const withoutHashes = (template: unknown): unknown => JSON.parse(JSON.stringify(template).replaceAll(/[0-9a-f]{64}/g, 'hash'));

describe('the command line of the CDK, offline', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'frontdesk-cli-'));
    await run('cdk', ['synth', '--quiet', '-c', 'stage=dev', '--output', join(folder, 'cli')]);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('synthesizes a stage to the same templates as the app by itself', async () => {
    const dev = Object.entries(readTemplates(inject('assembly'))).filter(([name]) => name.startsWith('frontdesk-dev-'));
    expect(dev).toHaveLength(9);
    const byCli = readTemplates(join(folder, 'cli'));
    expect(Object.keys(byCli)).toHaveLength(9);
    for (const [name, template] of dev) expect(withoutHashes(byCli[name]), name).toEqual(withoutHashes(template));
  });

  it('tells what a deployment would change', async () => {
    const template = await readFile(join(folder, 'cli', 'frontdesk-dev-data.template.json'), 'utf8');
    const deployed = join(folder, 'deployed.json');
    const diff = () =>
      run('cdk', ['diff', '--app', join(folder, 'cli'), '--template', deployed, '--exclusively', 'frontdesk-dev-data']);
    await writeFile(deployed, template);
    expect(await diff()).toContain('There were no differences');
    await writeFile(deployed, template.replace('"PointInTimeRecoveryEnabled": true', '"PointInTimeRecoveryEnabled": false'));
    expect(await diff()).toContain('.PointInTimeRecoveryEnabled');
  });
});

describe('the app by itself', () => {
  it('refuses a stage that there is not', async () => {
    const refused = run('node', ['bin/frontdesk.ts'], { CDK_CONTEXT_JSON: '{"stage":"test"}', CDK_OUTDIR: tmpdir() });
    await expect(refused).rejects.toThrow('There is no stage "test": -c stage=dev|staging|prod');
  });
});
