// Runs before `npm start` and `npm test`: installs the packages when node_modules is missing or not what package-lock.json says.
// No dependencies and plain JavaScript, because it runs on the machine's own Node (20.19 or later). Everything after it runs on
// the Node of the package `node`, which npm finds first in node_modules/.bin.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** The first thing that differs between what is locked and what is installed; undefined when nothing does. */
export function firstDifference(locked, installed) {
  if (installed === undefined) return 'nothing is installed';
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '') continue;
    const there = installed[path];
    // Optional packages are builds for one platform each: only ours is there.
    if (there === undefined && entry.optional) continue;
    if (there?.version !== entry.version) return `${path} is ${there?.version ?? 'missing'}, locked is ${entry.version}`;
  }
  return undefined;
}

function whatIsMissing() {
  const locked = packagesOf(join(root, 'package-lock.json'));
  if (locked === undefined) throw new Error('package-lock.json is missing or unreadable');
  const difference = firstDifference(locked, packagesOf(join(root, 'node_modules/.package-lock.json')));
  if (difference) return difference;
  return existsSync(join(root, 'node_modules/.bin/node')) ? undefined : 'node_modules/.bin/node is missing';
}

function install(reason) {
  console.log(`Installing packages, about a minute (${reason}) ...`);
  // Not with the Node inside node_modules, which is about to be replaced.
  const path = (process.env.PATH ?? '').split(delimiter).filter((part) => !part.endsWith(join('node_modules', '.bin')));
  const run = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    env: { ...process.env, PATH: path.join(delimiter) },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (run.status === 0) return whatIsMissing();
  return `${run.stdout ?? ''}${run.stderr ?? ''}${run.error ?? ''}`.trim() || `npm ci ended with ${run.status ?? run.signal}`;
}

function main() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`Node 20.19 or later is needed; this is ${process.version}`);
  const missing = whatIsMissing();
  const failure = missing && install(missing);
  if (failure)
    throw new Error(`The packages could not be installed. Check the connection to the npm registry and try again.\n${failure}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
