import { join, parse } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { manifests } from './manifest.ts';

/**
 * The source is plain React; the alias makes it Preact, which is a third of the size.
 * `--mode react` builds the same source with React, so that the way back stays open.
 */
const preact = [
  { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
  { find: /^react-dom$/, replacement: 'preact/compat' },
  { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
  { find: /^react\/jsx-dev-runtime$/, replacement: 'preact/jsx-dev-runtime' },
  { find: /^react$/, replacement: 'preact/compat' },
];

/** One for each language, because a manifest has only one. */
const writeManifests: Plugin = {
  name: 'frontdesk-manifests',
  generateBundle() {
    for (const [fileName, manifest] of Object.entries(manifests)) {
      this.emitFile({ type: 'asset', fileName, source: JSON.stringify(manifest) });
    }
  },
};

/**
 * What every page begins with is two files: a small one that asks who is signed in, and the app, which comes meanwhile.
 * Without groups each module that a later part needs too would be a file of its own.
 */
const first = ['main.ts', 'start.tsx'].map((name) => join(import.meta.dirname, 'src', name));
/** The library is imported as a whole; only later parts use this of it. */
const usedLater = /\/@tanstack\/.*(infinite|useMutation|mutationObserver)/i;
const reached = new Map<string, ReadonlySet<string>>();

function groupOf(id: string, modules: Pick<Rolldown.ChunkingContext, 'getModuleInfo'>): string | null {
  if (usedLater.test(id)) return null;
  for (const from of first) {
    const known = reached.get(from) ?? reachable(from, (one) => modules.getModuleInfo(one)?.importedIds ?? []);
    reached.set(from, known);
    if (known.has(id)) return parse(from).name;
  }
  return null;
}

function reachable(from: string, importsOf: (id: string) => readonly string[], seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(from)) return seen;
  seen.add(from);
  for (const one of importsOf(from)) reachable(one, importsOf, seen);
  return seen;
}

/** The page itself asks for the app, not only the small file once it runs. */
const preload: Plugin = {
  name: 'frontdesk-preload',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
      const files = chunks.filter(({ name }) => name === 'start').flatMap(({ fileName, imports }) => [fileName, ...imports]);
      return files
        .filter((file) => !html.includes(file))
        .map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` }, injectTo: 'head' }));
    },
  },
};

/** The worker is our own; the plugin compiles it and writes the list of the build's files into it. */
const worker = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'worker',
  filename: 'service-worker.ts',
  injectRegister: false,
  manifest: false,
  injectManifest: {
    globPatterns: ['index.html', 'assets/*.{js,css}', 'manifest*.json', 'icon*.{svg,png}'],
    // Names with a hash: asking for a file anew could only give the same.
    dontCacheBustURLsMatching: /^assets\//,
    rollupFormat: 'iife',
  },
});

export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  plugins: [tailwindcss(), writeManifests, preload, worker],
  resolve: { alias: mode === 'react' ? [] : preact },
  build: {
    outDir: mode === 'react' ? '../dist/web-react' : '../dist/web',
    emptyOutDir: true,
    manifest: true,
    // The content security policy allows neither inline scripts nor data: addresses.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // "use client" in libraries means nothing here.
    rolldownOptions: {
      checks: { moduleLevelDirective: false },
      output: { codeSplitting: { groups: [{ name: groupOf, debugName: 'first' }] } },
    },
  },
}));
