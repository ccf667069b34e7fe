import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';
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
  plugins: [tailwindcss(), writeManifests, worker],
  resolve: { alias: mode === 'react' ? [] : preact },
  build: {
    outDir: mode === 'react' ? '../dist/web-react' : '../dist/web',
    emptyOutDir: true,
    manifest: true,
    // The content security policy allows neither inline scripts nor data: addresses.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // "use client" in libraries means nothing here.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
}));
