import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** Names of the functions: every folder of `lambdas/` with a handler. */
export function functionNames(): readonly string[] {
  return readdirSync(join(root, 'lambdas'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_') && existsSync(handlerOf(entry.name)))
    .map((entry) => entry.name)
    .sort();
}

const handlerOf = (name: string): string => join(root, 'lambdas', name, 'handler.ts');

/** Bundled CommonJS may still ask for Node's own modules by `require`, which ES modules do not have. */
const requireShim = `import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);\n`;

/**
 * Lambda hands a function its credentials in the environment. The SDK's own chain also asks files, single sign-on, processes
 * and the instance's metadata, and brings the clients for that: 100 KB in every bundle that no function of ours can use.
 */
const environmentCredentials: esbuild.Plugin = {
  name: 'environment-credentials',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path }) => ({
      path,
      namespace: 'environment-credentials',
    }));
    build.onLoad({ filter: /.*/, namespace: 'environment-credentials' }, () => ({
      contents: `export const defaultProvider = () => async () => {
        const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
        if (!accessKeyId || !secretAccessKey) throw new Error('There are no AWS credentials in the environment');
        return { accessKeyId, secretAccessKey, sessionToken };
      };`,
    }));
  },
};

/**
 * An ES module that imports one of Node's own modules makes Node read all its exports, and reading those of `node:http` loads
 * undici for `WebSocket`: 40 ms of each cold start. Asked for as `require` does, a module loads nothing that is not used.
 */
const builtInModules: esbuild.Plugin = {
  name: 'built-in-modules',
  setup(build) {
    build.onResolve({ filter: /^[a-z_:/]+$/ }, ({ path }) =>
      isBuiltin(path) ? { path: path.replace(/^(?!node:)/, 'node:'), namespace: 'built-in' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

async function writeIfChanged(path: string, text: string): Promise<boolean> {
  if (existsSync(path) && (await readFile(path, 'utf8')) === text) return false;
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return true;
}

async function emit(result: esbuild.BuildResult<{ write: false; metafile: true }>): Promise<string[]> {
  const texts = new Map(result.outputFiles.map((file) => [file.path, file.text]));
  const changed: string[] = [];
  for (const [path, text] of texts) {
    if (path.endsWith('.map')) continue;
    const name = join(path, '..').slice(join(dist, 'lambdas').length + 1);
    const needsRequire = text.includes('Dynamic require of "');
    const map = texts.get(`${path}.map`) ?? '';
    // one more line in front of the bundle is one more `;` in front of the mappings
    await writeIfChanged(
      join(dist, 'maps', `${name}.mjs.map`),
      needsRequire ? map.replace('"mappings": "', '"mappings": ";') : map,
    );
    if (await writeIfChanged(path, needsRequire ? requireShim + text : text)) changed.push(name);
  }
  await writeIfChanged(join(dist, 'meta.json'), JSON.stringify(result.metafile));
  return changed.sort();
}

export interface FunctionBuilder {
  /** Bundles again what changed and answers the names of the functions whose bundle is now different. */
  rebuild(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** One esbuild call for all functions; kept open, a rebuild takes only what changed. */
export async function functionBuilder(): Promise<FunctionBuilder> {
  const names = functionNames();
  const context = await esbuild.context({
    entryPoints: names.map((name) => ({ in: handlerOf(name), out: `${name}/index` })),
    outdir: join(dist, 'lambdas'),
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    plugins: [environmentCredentials, builtInModules],
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  return {
    rebuild: async () => {
      const stale = existsSync(join(dist, 'lambdas'))
        ? readdirSync(join(dist, 'lambdas')).filter((name) => !names.includes(name))
        : [];
      for (const name of stale) await rm(join(dist, 'lambdas', name), { recursive: true });
      return emit(await context.rebuild());
    },
    dispose: () => context.dispose(),
  };
}

/** Bundles every function into `dist/lambdas/<name>/index.mjs`; answers the names of those that changed. */
export async function buildFunctions(): Promise<readonly string[]> {
  const builder = await functionBuilder();
  try {
    return await builder.rebuild();
  } finally {
    await builder.dispose();
  }
}

function fingerprint(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort();
    for (const file of files) {
      const stat = statSync(join(root, folder, file));
      if (stat.isFile() && !file.includes('paraglide')) hash.update(`${folder}/${file} ${stat.size} ${stat.mtimeMs}\n`);
    }
  }
  return hash.update(`lock ${statSync(join(root, 'package-lock.json')).mtimeMs}`).digest('hex');
}

/** Builds the web app into `dist/web` when its sources changed since the last build; answers whether it did. */
export async function buildWeb(): Promise<boolean> {
  if (!existsSync(join(root, 'web', 'index.html'))) return false;
  const stamp = join(dist, 'web.stamp');
  const now = fingerprint(['web', 'contract']);
  if (existsSync(join(dist, 'web', 'index.html')) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === now) return false;
  const { build } = await import('vite');
  await build({
    root: join(root, 'web'),
    logLevel: 'warn',
    build: { outDir: join(dist, 'web'), emptyOutDir: true },
  });
  await writeFile(stamp, now);
  return true;
}

if (import.meta.main) {
  const started = performance.now();
  const [functions, web] = await Promise.all([buildFunctions(), buildWeb()]);
  console.log(
    `${functionNames().length} functions (${functions.length} changed), web ${web ? 'built' : 'unchanged'}, ${Math.round(performance.now() - started)} ms`,
  );
}
