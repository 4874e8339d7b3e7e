/** What a finger does on a screen besides tapping. */
import type { Locator, Page } from 'playwright-core'

/** Rests on something until what is waited for is there, then leaves. */
export async function holdFinger(page: Page, on: Locator, until: Locator): Promise<void> {
  const at = await middleOf(on)
  await withTouch(page, async (touch) => {
    await touch('touchStart', [at])
    await until.waitFor()
    await touch('touchEnd', [])
  })
}

/** Draws something aside by so many pixels. */
export async function drawAside(page: Page, what: Locator, pixels: number): Promise<void> {
  const { x, y } = await middleOf(what)
  const steps = [0.25, 0.5, 0.75, 1]
  await withTouch(page, async (touch) => {
    await touch('touchStart', [{ x, y }])
    for (const step of steps) await touch('touchMove', [{ x: x + pixels * step, y }])
    await touch('touchEnd', [])
  })
}

/** Rests on something while something is done, perhaps wanders by so many pixels, and leaves. */
export async function held(
  page: Page,
  what: Locator,
  work: () => Promise<void>,
  by: { readonly x?: number; readonly y?: number } = {},
): Promise<void> {
  const { x, y } = await middleOf(what)
  await withTouch(page, async (touch) => {
    await touch('touchStart', [{ x, y }])
    await work()
    for (const step of [0.25, 0.5, 0.75, 1])
      await touch('touchMove', [{ x: x + (by.x ?? 0) * step, y: y + (by.y ?? 0) * step }])
    await touch('touchEnd', [])
  })
}

type Touch = (
  type: 'touchStart' | 'touchMove' | 'touchEnd',
  touchPoints: readonly { readonly x: number; readonly y: number }[],
) => Promise<unknown>

async function withTouch(page: Page, work: (touch: Touch) => Promise<void>): Promise<void> {
  const session = await page.context().newCDPSession(page)
  try {
    await work((type, touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] }))
  } finally {
    await session.detach()
  }
}

/** As soon as it stands still and can be touched: while a list scrolls, nothing in it can. */
async function middleOf(what: Locator): Promise<{ readonly x: number; readonly y: number }> {
  await what.click({ trial: true })
  const box = await what.boundingBox()
  if (box === null) throw new Error('there is nothing to touch')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
