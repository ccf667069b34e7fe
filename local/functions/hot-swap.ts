import { type FSWatcher, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { FunctionBuilder } from '../../scripts/build.ts';
import type { Functions } from './registry.ts';

export interface HotSwap {
  close(): Promise<void>;
}

export interface HotSwapOptions {
  readonly root: string;
  readonly functions: Pick<Functions, 'find' | 'list'>;
  /** Bundles functions into `dist/lambdas/<name>`. */
  readonly functionBuilder: () => Promise<FunctionBuilder>;
  /** Bundles the web app into `dist/web`; answers whether anything was new. */
  readonly buildWeb: () => Promise<boolean>;
  /** The web app was built again into this folder. */
  readonly onWeb: (folder: string) => void;
  readonly say: (line: string) => void;
}

const quietMs = 150;

/** Watches the sources: a changed function is bundled and swapped while the stage runs, the web app is built again. */
export function hotSwap({ root, functions, functionBuilder, buildWeb, onWeb, say }: HotSwapOptions): HotSwap {
  let builder: FunctionBuilder | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pending = { functions: false, web: false };
  let working: Promise<void> = Promise.resolve();

  const folderOf = (name: string): string => join(root, 'dist', 'lambdas', name);
  const writtenAt = (name: string): number =>
    statSync(join(folderOf(name), 'index.mjs'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const names = functions.list().map(({ definition }) => definition.name);
  /** When the bundle that a function runs was written: whoever wrote a newer one, it is swapped. */
  const running = new Map(names.map((name) => [name, writtenAt(name)]));

  const swap = async (): Promise<void> => {
    const now = pending;
    pending = { functions: false, web: false };
    const began = performance.now();
    const changed: string[] = [];
    try {
      if (now.functions) {
        builder ??= await functionBuilder();
        await builder.rebuild();
      }
      if (now.web && (await buildWeb())) {
        onWeb(join(root, 'dist', 'web'));
        changed.push('web');
      }
      for (const [name, at] of running) {
        if (writtenAt(name) === at) continue;
        running.set(name, writtenAt(name));
        functions.find(name)?.swap(folderOf(name));
        changed.push(name);
      }
      if (changed.length > 0) say(`swapped ${changed.join(', ')} in ${Math.round(performance.now() - began)} ms`);
    } catch (error) {
      // A half-typed file does not stop the stage; the old code goes on.
      say(error instanceof Error ? error.message : String(error));
    }
  };

  const changedIn = (folder: string) => (_: string, file: string | null) => {
    if (file === null || file.endsWith('.test.ts') || file.endsWith('.test.tsx') || file.includes('paraglide')) return;
    if (folder === 'lib' || folder === 'bin') {
      say(`${folder}/${file} has changed: restart to see the new infrastructure`);
      return;
    }
    pending = { functions: pending.functions || folder !== 'web', web: pending.web || folder !== 'lambdas' };
    clearTimeout(timer);
    timer = setTimeout(() => {
      working = working.then(swap);
    }, quietMs);
  };

  const watchers: FSWatcher[] = ['lambdas', 'contract', 'web', 'lib', 'bin'].map((folder) =>
    watch(join(root, folder), { recursive: true }, changedIn(folder)),
  );
  return {
    close: async () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      await working;
      await builder?.dispose();
    },
  };
}
