/** axe-core on the main screens, in both themes. */
import axe from 'axe-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'

const scene = new Scene()
let alice: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice] = await scene.friends('alice', 'bob')
}, 90_000)
afterAll(() => scene.close())

/** What axe finds on the screen as it is, by rule and element. */
async function findings(): Promise<readonly string[]> {
  await alice.page.evaluate(axe.source)
  return alice.page.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await engine.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`))
  })
}

test.each(['light', 'dark'] as const)(
  'nothing is found on conversation, list, settings and lock screen: %s',
  async (colorScheme) => {
    await alice.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await alice.composer.waitFor()
    expect(await findings(), 'conversation').toEqual([])
    await alice.goBack()
    expect(await findings(), 'list').toEqual([])
    await alice.button(say.talk.settings).click()
    await alice.button(say.house.settings.lockNow).waitFor()
    expect(await findings(), 'settings').toEqual([])
    await alice.button(say.house.settings.lockNow).click()
    await alice.field(say.house.lockScreen.passphrase).waitFor()
    expect(await findings(), 'lock screen').toEqual([])
    await alice.unlock()
    await alice.isAtList()
    await alice.openChat('bob')
  },
)

test('a button without a name would be found', async () => {
  await alice.page.evaluate(() => {
    const page = (
      globalThis as unknown as {
        document: { body: { append(node: unknown): void }; createElement(name: string): unknown }
      }
    ).document
    page.body.append(page.createElement('button'))
  })
  expect((await findings()).some((line) => line.startsWith('button-name'))).toBe(true)
})
