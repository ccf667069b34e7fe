import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

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

export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  plugins: [tailwindcss()],
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
