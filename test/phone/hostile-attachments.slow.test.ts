/** What somebody with an app of their own making hangs on messages: nothing of it is opened, run or drawn. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { photo } from './made-picture.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'

const { attachment } = say
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
}, 240_000)
afterAll(() => scene.close())

interface Hostile {
  readonly text: string
  readonly content: Buffer
  readonly type: string
  readonly name?: string
  readonly preview?: Buffer
  readonly width?: number
  readonly height?: number
}

/** By the worker itself, past everything that this app's page would do first. */
async function sendHostile(
  phone: Phone,
  { text, content, type, name, preview, width, height }: Hostile,
): Promise<void> {
  const given = {
    text,
    type,
    name: name ?? null,
    width: width ?? 400,
    height: height ?? 300,
    content: content.toString('base64'),
    preview: (preview ?? Buffer.alloc(0)).toString('base64'),
  }
  await phone.page.workers()[0]!.evaluate(
    `(() => {
      const { content, preview, text, type, name, width, height } = ${JSON.stringify(given)}
      const bytes = (packed) => Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))
      const form = { kind: 'picture', width, height, preview: bytes(preview) }
      const what = { to: 'bob', text, type, name, form, file: new Blob([bytes(content)]) }
      dispatchEvent(new MessageEvent('message', { data: { id: -1, ask: 'attach', with: what } }))
    })()`,
  )
}

/** Only its head is one: so many pixels that they would fill any memory. */
const bomb = Buffer.from('89504e470d0a1a0a0000000d494844520000ea600000ea600802000000', 'hex')
const script = '<script>document.title = "taken"; parent.document.title = "taken"</script>'
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='taken'">${script}</svg>`

test.for([
  ['a drawing with a script', { content: Buffer.from(drawing), type: 'image/svg+xml', name: 'a.svg' }],
  ['a drawing that is said to be a photo', { content: Buffer.from(drawing), type: 'image/jpeg', name: 'a.jpg' }],
  ['a page', { content: Buffer.from(`<!doctype html>${script}`), type: 'text/html', name: 'a.html' }],
  ['a page that begins like a picture', { content: Buffer.from(`GIF89a${script}`), type: 'image/gif' }],
  [
    'an archive',
    {
      content: Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(5000)]),
      type: 'image/jpeg',
      name: 'zip.jpg',
    },
  ],
  ['a picture of 3,600,000,000 points', { content: bomb, type: 'image/png', preview: bomb }],
  ['a head and nothing else', { content: Buffer.from('ffd8ffc00011080100010003', 'hex'), type: 'image/jpeg' }],
  ['nothing at all', { content: Buffer.alloc(0), type: 'image/jpeg', width: 1, height: 65_535 }],
] as const)(
  '%s is not drawn but can be saved, as bytes without a meaning',
  { timeout: 60_000 },
  async ([text, how]) => {
    await sendHostile(alice, { text, ...how })
    const bubble = bob.bubble(text)
    await bubble.getByText(attachment.noPicture).waitFor()
    expect(await bubble.locator('img, svg:not(.icon), iframe, object, embed').count()).toBe(0)
    expect(await bob.page.title()).not.toBe('taken')
    const [download] = await Promise.all([
      bob.page.waitForEvent('download'),
      bubble.getByRole('button', { name: /^Save / }).click(),
    ])
    expect(download.url()).toMatch(/^blob:/)
    expect(bob.page.url()).toBe(`${scene.server.url}/`)
  },
)

test(
  'a real photo is drawn by what it is, whatever its type and size are said to be',
  { timeout: 60_000 },
  async () => {
    const content = await photo(alice.page, { width: 300, height: 200 })
    await sendHostile(alice, { text: 'said to be a page', content, type: 'text/html', width: 60_000, height: 1 })
    const picture = bob.bubble('said to be a page').locator('.picture')
    await picture.locator('.picture-whole').waitFor()
    const { width, height } = (await picture.boundingBox())!
    expect(width / height).toBeLessThan(2.1)
    await expectSoon(
      () =>
        bob.page.evaluate<string>(
          `[...document.querySelectorAll('.picture-whole')].map((one) => one.naturalWidth + 'x' + one.naturalHeight).join()`,
        ),
      '300x200',
    )
  },
)

test(
  'a stranger shows nothing, and has nothing fetched, until somebody lets them in',
  { timeout: 90_000 },
  async () => {
    const carl = await scene.resident('carl')
    await carl.writeTo('bob', 'hello, you do not know me')
    await carl.bubbleThatIs('sent', 'hello, you do not know me').waitFor()
    const content = await photo(alice.page, { width: 300, height: 200 })
    const preview = (await photo(alice.page, { width: 32, height: 20 })).subarray(0, 8192)
    await sendHostile(carl, { text: 'look at this', content, type: 'image/jpeg', preview })
    await carl.bubbleThatIs('sent', 'look at this').waitFor()
    await bob.goHome()
    await bob.openChat('carl')
    const picture = bob.bubble('look at this').locator('.picture')
    await picture.getByRole('button', { name: new RegExp(attachment.fetch('').slice(0, 5)) }).waitFor()
    expect(await picture.locator('img').count()).toBe(0)
    await bob.button(say.house.request.accept).click()
    await picture.locator('.picture-whole').waitFor()
  },
)

test('nothing of it was complained about', () => {
  expect(bob.complaints).toEqual([])
})
