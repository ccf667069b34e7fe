// Adds the builds for other platforms that are missing from package-lock.json. A registry that mirrors only some platforms
// makes `npm install` leave the others out, and `npm ci` then refuses the lock file. Run it after adding a package:
// `node scripts/complete-lock.mjs`; with `--check` it only reports.
import { readFileSync, writeFileSync } from 'node:fs';

const lockFile = new URL('../package-lock.json', import.meta.url);

const systems = new Map(
  ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'].map((name) => [
    name,
    name,
  ]),
).set('windows', 'win32');
const processors = new Map(
  ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'].map((name) => [name, name]),
);

/** What a platform package says of itself, read from its name: `@scope/tool-linux-arm64-musl`. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = words.map((word) => systems.get(word)).find(Boolean);
  const cpu = words.map((word) => processors.get(word)).find(Boolean);
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  if (!os && !cpu) return undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(os === 'linux' && libc && { libc: [libc] }) };
}

/** Where Node would find `name` from the package at `path`, as the lock file's key. */
function resolve(packages, path, name) {
  for (let base = path; ; base = base.slice(0, Math.max(base.lastIndexOf('/node_modules/'), 0))) {
    const key = `${base}${base ? '/' : ''}node_modules/${name}`;
    if (packages[key]) return key;
    if (!base) return undefined;
  }
}

/** Entries that are missing: `[key, entry]`. A name without a platform, or a version that is a range, cannot be completed. */
export function missingPlatforms(packages) {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies).flatMap(([name, version]) => {
      const platform = platformOf(name);
      if (resolve(packages, path, name) || !platform || !/^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) return [];
      return [[`node_modules/${name}`, { version, ...platform, ...(dev && { dev }), optional: true }]];
    }),
  );
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
  const missing = missingPlatforms(lock.packages);
  if (process.argv.includes('--check')) {
    for (const [key] of missing) console.error(`${key} is missing from package-lock.json: run node scripts/complete-lock.mjs`);
    process.exitCode = missing.length > 0 ? 1 : 0;
  } else {
    const packages = { ...lock.packages, ...Object.fromEntries(missing) };
    lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
    console.log(`${missing.length} entries added`);
  }
}
