/** What the server says over plain HTTP: the phone app, its health, its figures. No third party. */
import { Hono } from 'hono'
import { headersFor } from './headers.ts'
import { answerFile, type PhoneApp } from './phone-app.ts'

export interface PageNeeds {
  /** Where clients find this server. */
  readonly origin: string
  /** Undefined where it is not built: then a page says how. */
  readonly app: PhoneApp | undefined
  /** Rejects where something fails; false: it serves, and something is missing that was there. */
  readonly health: () => Promise<boolean>
  readonly metrics: () => string | Promise<string>
}

export function pages({ origin, app, health, metrics }: PageNeeds): Hono {
  const headers = Object.entries(headersFor(origin))
  const site = new Hono()
  site.use(async (c, next) => {
    await next()
    for (const [name, value] of headers) c.header(name, value)
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
  })
  site.get('/health', async (c) => {
    try {
      return c.json({ status: (await health()) ? 'ok' : 'damaged' })
    } catch {
      return c.json({ status: 'failing' }, 503)
    }
  })
  site.get('/metrics', async (c) => c.text(await metrics(), 200, { 'content-type': 'text/plain; version=0.0.4' }))
  if (app === undefined) for (const path of ['/', '/i', '/g']) site.get(path, (c) => c.html(unbuilt))
  site.get('*', (c) => {
    // Known paths only: what is asked for never gets near the file system.
    const file = app?.get(c.req.path)
    if (file === undefined) return c.notFound()
    return answerFile(file, c.req.header('accept-encoding'), c.req.header('if-none-match'))
  })
  site.notFound((c) => c.text('There is nothing here.', 404))
  return site
}

const unbuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>This is an Ebb server</title><h1>This is an Ebb server</h1>
<p>The phone app is not built here. Whoever runs this server: <code>npm run build</code>, then start it again.</p>
<p>Ebb can be used in a terminal. With an invitation, in a checkout of Ebb, in quotes:
<code>npx --no -- ebb join 'LINK' --name alice</code></p>`
