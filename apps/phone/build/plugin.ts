/**
 * What Vite does not do: the modules `virtual:build` and `virtual:files`, the service worker, and the last step of the
 * build.
 */
import { resolve } from 'node:path'
import { build, type Plugin } from 'vite'
import { finishBuild, noHash, noRecord } from './finish.ts'

export function ebbBuild(): Plugin {
  let root = ''
  let folder = ''
  return {
    ...modules(),
    name: 'ebb-build',
    configResolved(config) {
      root = config.root
      folder = resolve(root, config.build.outDir)
    },
    transformIndexHtml: () => [{ tag: 'meta', attrs: { name: 'build', content: noHash }, injectTo: 'head' }],
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        await buildServiceWorker(root, folder)
        finishBuild(folder)
      },
    },
  }
}

/**
 * By itself, so that it shares no file with the page: it must be one plain script, because not every browser takes a
 * module, and it must not change when the page's pieces are cut otherwise.
 */
async function buildServiceWorker(root: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    plugins: [{ ...modules(), name: 'ebb-service-worker' }],
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'es2024',
      reportCompressedSize: false,
      rolldownOptions: {
        input: resolve(root, 'src/service-worker.ts'),
        output: { format: 'iife', entryFileNames: 'service-worker.js' },
      },
    },
  })
}

function modules(): Pick<Plugin, 'resolveId' | 'load'> {
  // The page's files cannot hold their own hash; index.html, which is never kept by its name, holds it for them.
  const texts = new Map([
    ['virtual:build', `export const buildHash = document.querySelector('meta[name=build]').content`],
    ['virtual:files', `export const buildRecord = ${JSON.stringify(noRecord)}`],
  ])
  return {
    resolveId: (id) => (texts.has(id) ? `\0${id}` : undefined),
    load: (id) => texts.get(id.slice(1)),
  }
}
