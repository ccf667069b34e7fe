import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-install-'));
  mkdirSync(join(folder, 'scripts'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (path: string, content: unknown) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
};

function run(script: string, ...args: string[]) {
  copyFileSync(join(import.meta.dirname, script), join(folder, 'scripts', script));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', script), ...args], {
    encoding: 'utf8',
    env: { PATH: `${join(folder, 'node_modules', '.bin')}:${join(folder, 'path')}:/usr/bin:/bin` },
  });
  return { status, printed: `${stdout}${stderr}` };
}

describe('before start and test', () => {
  const packages = (esbuild: string) => ({
    '': { name: 'frontdesk' },
    'node_modules/esbuild': { version: esbuild },
    'node_modules/@esbuild/aix-ppc64': { version: '1.0.0', optional: true },
  });
  /** An `npm` that notes how it was called and installs what it was told to. */
  const npm = (script: string) => {
    put('path/npm', `#!/bin/sh\necho "$@" >> "${folder}/calls"\ncase "$PATH" in *node_modules/.bin*) exit 9;; esac\n${script}\n`);
    chmodSync(join(folder, 'path', 'npm'), 0o755);
  };
  const calls = () =>
    spawnSync('cat', [join(folder, 'calls')], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n')
      .filter(Boolean);
  const installed = (esbuild: string) => {
    put('node_modules/.package-lock.json', { packages: packages(esbuild) });
    put('node_modules/.bin/node', '');
  };
  beforeEach(() => put('package-lock.json', { packages: packages('1.0.0') }));

  it('nothing is done when everything is there, builds for other machines aside', () => {
    npm('exit 1');
    installed('1.0.0');
    put('package-lock.json', {
      packages: { ...packages('1.0.0'), 'node_modules/@esbuild/sunos-x64': { version: '1', optional: true } },
    });
    expect(run('ensure-install.mjs')).toEqual({ status: 0, printed: '' });
    expect(calls()).toEqual([]);
  });

  it.each([
    ['nothing is installed', () => {}],
    ['a package is older than the lock file says', () => installed('0.9.0')],
    ['a package is missing', () => put('node_modules/.package-lock.json', { packages: {} })],
    ['the list of what is installed cannot be read', () => put('node_modules/.package-lock.json', '{')],
  ])('the packages are installed, by the npm of the machine, when %s', (_, prepare) => {
    prepare();
    const list = JSON.stringify({ packages: packages('1.0.0') });
    npm(
      `mkdir -p "${folder}/node_modules/.bin"; echo '${list}' > "${folder}/node_modules/.package-lock.json"; touch "${folder}/node_modules/.bin/node"`,
    );
    const { status, printed } = run('ensure-install.mjs');
    expect([status, printed.split('\n').length]).toEqual([0, 2]);
    expect(calls()).toEqual(['ci --loglevel=error --no-audit --no-fund']);
    expect(run('ensure-install.mjs')).toEqual({ status: 0, printed: '' });
  });

  it('a failed installation says why and what to do, and stops what comes after', () => {
    npm('echo "npm error network ENOTFOUND" >&2; exit 1');
    const { status, printed } = run('ensure-install.mjs');
    expect(status).toBe(1);
    expect(printed).toContain('Check the connection to the npm registry');
    expect(printed).toContain('ENOTFOUND');
  });
});

describe('the lock file', () => {
  const lock = (packages: Record<string, unknown>) => put('package-lock.json', { lockfileVersion: 3, packages });
  const tool = {
    version: '2.0.0',
    dev: true,
    optionalDependencies: { '@tool/linux-x64': '2.0.0', '@tool/linux-arm64-musl': '2.0.0', '@tool/win32-x64-msvc': '2.0.0' },
  };

  it('is completed by the builds for other machines, each marked so that nobody else installs it', () => {
    lock({ '': {}, 'node_modules/tool': tool, 'node_modules/@tool/linux-x64': { version: '2.0.0', optional: true } });
    expect(run('complete-lock.mjs', '--check').status).toBe(1);
    expect(run('complete-lock.mjs').status).toBe(0);
    const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
    expect(packages['node_modules/@tool/linux-arm64-musl']).toEqual({
      version: '2.0.0',
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
      dev: true,
      optional: true,
    });
    expect(packages['node_modules/@tool/win32-x64-msvc']).toMatchObject({ os: ['win32'], cpu: ['x64'] });
    expect(run('complete-lock.mjs', '--check')).toEqual({ status: 0, printed: '' });
  });

  it('finds a build that is installed beside the package it belongs to', () => {
    const own = { version: '2.0.0', optionalDependencies: { '@tool/linux-x64': '2.0.0' } };
    lock({ 'node_modules/a/node_modules/tool': own, 'node_modules/a/node_modules/@tool/linux-x64': { version: '2.0.0' } });
    expect(run('complete-lock.mjs', '--check').status).toBe(0);
  });
});
