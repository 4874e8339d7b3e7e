/** What the server shows over plain HTTP: two small pages, its health, its figures. No script, no third party. */
import { Hono } from 'hono'

export interface PageNeeds {
  readonly health: () => Promise<void>
  readonly metrics: () => string
}

export function pages(needs: PageNeeds): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
  })
  app.get('/', (c) => c.html(page('This is an Ebb server', welcome)))
  app.get('/i', (c) => c.html(page('You are invited', invited)))
  app.get('/health', async (c) => {
    try {
      await needs.health()
      return c.json({ status: 'ok' })
    } catch {
      return c.json({ status: 'failing' }, 503)
    }
  })
  app.get('/metrics', (c) => c.text(needs.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4' }))
  app.notFound((c) => c.text('There is nothing here.', 404))
  return app
}

const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1>${body}</html>`

const welcome = `<p>Ebb is a messenger whose messages are sealed end to end and vanish after a time that people choose.
This server belongs to one organisation; an account needs an invitation from somebody who is here.</p>
<p>The phone app is not built yet. Ebb can be used in a terminal: <code>npx --no -- ebb join LINK --name alice</code>.</p>`

const invited = `<p>The address of this page is your invitation, for one person and a few days. Keep it to yourself: what stands
after the <code>#</code> was not sent to the server by opening this page.</p>
<p>The phone app is not built yet. In a terminal, in a checkout of Ebb, give the whole address in quotes:</p>
<p><code>npx --no -- ebb join 'LINK' --name alice</code></p>`
