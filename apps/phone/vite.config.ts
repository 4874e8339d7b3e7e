/** Builds the phone app into dist/: the page, its worker, and the service worker under a name that never changes. */
import { defineConfig } from 'vite'
import { ebbBuild } from './build/plugin.ts'

// Vite asks the environment, and in any other than this one it builds for a developer: larger, and with paths of the
// machine in it. A build depends on its sources alone.
process.env['NODE_ENV'] = 'production'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [ebbBuild()],
  resolve: {
    alias: { react: 'preact/compat', 'react-dom': 'preact/compat', 'react/jsx-runtime': 'preact/jsx-runtime' },
  },
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2024',
    // No inline code and no data: addresses: the content security policy allows neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Few files: on a slow phone each costs more than what is in it.
      output: {
        codeSplitting: {
          groups: [
            { name: 'page', tags: ['$initial'] },
            { name: 'shared', minShareCount: 3 },
          ],
        },
      },
    },
  },
})
