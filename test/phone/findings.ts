/** What axe finds on a page, and what a screen reader would be given no name for. */
import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

/** What its source leaves in the page. */
interface WithAxe {
  readonly axe: { run(): Promise<AxeResults> }
}

/** One line each: the rule, and where. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as WithAxe).axe.run())
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html, any, all }) => {
      const why = (any[0] ?? all[0])?.message ?? ''
      return `${id} at ${target.join(' ')}: ${html.slice(0, 120)} (${why})`
    }),
  )
}

const controls = new Set('button checkbox combobox link menuitem radio searchbox spinbutton switch textbox'.split(' '))

/** As the browser hands it to screen readers: controls without a name. */
export async function namelessControls(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page)
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    return nodes
      .filter(({ ignored, role, name }) => !ignored && controls.has(String(role?.value)) && !isSpoken(name?.value))
      .map(({ role, backendDOMNodeId }) => `${String(role?.value)} ${backendDOMNodeId ?? ''} has no name`)
  } finally {
    await session.detach()
  }
}

const isSpoken = (name: unknown): boolean => typeof name === 'string' && name.trim() !== ''
