/** Pages of tests, bundled and served on this machine: on 127.0.0.1 a page may use what only secure ones may. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'vite'

export interface PageServer {
  /** Serves an empty page at `/` that runs the program `page`, and each program as `/<name>.js`. */
  readonly origin: string
  close(): Promise<void>
}

/** `programs`: names and the files where they begin, `page` among them. With `port`, the origin stays the same. */
export async function servePage(programs: Readonly<Record<string, string>>, port = 0): Promise<PageServer> {
  const files = await bundle(programs)
  files.set('/', {
    type: 'text/html',
    text: '<!doctype html><title>test</title><script type="module" src="/page.js"></script>',
  })
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname)
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': file?.type ?? 'text/plain' })
    response.end(file?.text ?? '')
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bundle(
  programs: Readonly<Record<string, string>>,
): Promise<Map<string, { type: string; text: string }>> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2024',
      minify: false,
      modulePreload: false,
      rolldownOptions: {
        input: { ...programs },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  const output = Array.isArray(built) ? built[0] : built
  if (output === undefined || !('output' in output)) throw new Error('nothing was bundled')
  return new Map(
    output.output.flatMap((file) =>
      file.type === 'chunk' ? [[`/${file.fileName}`, { type: 'text/javascript', text: file.code }] as const] : [],
    ),
  )
}
