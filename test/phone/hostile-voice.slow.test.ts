/** Voice messages by somebody with an app of their own making: nothing of them is run, and nothing is asked for. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tapUntil } from '../stage/fingers.ts'
import { say, type Phone } from '../stage/phone.ts'
import { sounding, watchSound } from './page-voice.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'

const { attachment, voice } = say
const scene = new Scene(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'])
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
  for (const { page } of [alice, bob]) await page.evaluate(watchSound)
}, 240_000)
afterAll(() => scene.close())

interface Hostile {
  readonly content: Buffer
  readonly type?: string
  readonly duration?: number
  /** How many bytes. */
  readonly waveform?: number
}

/** By the worker itself, past everything that this app's page would do first. The text is there to find it by. */
async function sendHostile(phone: Phone, text: string, { content, type, duration, waveform }: Hostile): Promise<void> {
  const given = { text, type: type ?? 'audio/webm', duration: duration ?? 12_000, waveform: waveform ?? 64 }
  await phone.page.workers()[0]!.evaluate(
    `(() => {
      const { text, type, duration, waveform } = ${JSON.stringify(given)}
      const bytes = Uint8Array.from(atob(${JSON.stringify(content.toString('base64'))}), (letter) => letter.charCodeAt(0))
      const form = { kind: 'voice', duration, waveform: new Uint8Array(waveform).fill(255) }
      const what = { to: 'bob', text, type, name: null, form, file: new Blob([bytes]) }
      dispatchEvent(new MessageEvent('message', { data: { id: -1, ask: 'attach', with: what } }))
    })()`,
  )
}

/** RIFF: silence of so many seconds, 8000 samples a second. */
function wave(seconds: number): Buffer {
  const head = Buffer.alloc(44)
  const samples = 8000 * seconds
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(8000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples, 40)
  return Buffer.concat([head, Buffer.alloc(samples, 128)])
}

const script = '<script>document.title = "taken"; parent.document.title = "taken"</script>'

test.for([
  ['a page', { content: Buffer.from(`<!doctype html>${script}`), type: 'text/html' }],
  ['a list of addresses', { content: Buffer.from('#EXTM3U\n#EXTINF:9,\nhttps://example.org/spy.ts\n') }],
  ['a drawing', { content: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`) }],
  ['an archive', { content: Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(5000)]) }],
  ['nothing at all', { content: Buffer.alloc(0), duration: 0, waveform: 0 }],
  ['a head and noise', { content: Buffer.concat([Buffer.from('OggS'), Buffer.alloc(9000, 7)]), type: 'audio/ogg' }],
] as const)('%s is not played, but can be saved', { timeout: 60_000 }, async ([text, how]) => {
  await sendHostile(alice, text, how)
  const bubble = bob.bubble(text)
  await tapUntil(bubble.getByRole('button', { name: /^Play/ }), bubble.getByText(voice.notPlayed))
  expect(await bob.page.evaluate(sounding)).toBe(false)
  expect(await bob.page.locator('audio, video, iframe, object, embed').count()).toBe(0)
  expect(await bob.page.title()).not.toBe('taken')
  const [download] = await Promise.all([
    bob.page.waitForEvent('download'),
    bubble.getByRole('button', { name: /^Save / }).click(),
  ])
  expect(download.url()).toMatch(/^blob:/)
})

test(
  'sound is played for what it is, whatever its type and its length are said to be',
  { timeout: 60_000 },
  async () => {
    await sendHostile(alice, 'a day long', { content: wave(2), type: 'text/html', duration: 86_400_000, waveform: 128 })
    const bubble = bob.bubble('a day long')
    await bubble.getByText('24:00:00').waitFor()
    const { width } = (await bubble.locator('.bubble').boundingBox())!
    expect(width).toBeLessThan(330)
    const slider = bubble.getByRole('slider')
    expect(await slider.getAttribute('aria-valuemax')).toBe('86400')
    await bubble.getByRole('button', { name: /^Play/ }).click()
    await expectSoon(() => slider.getAttribute('aria-valuemax'), '2')
    await bubble.getByText('24:00:00').waitFor()
    expect(await bob.page.evaluate(sounding)).toBe(false)

    await sendHostile(alice, 'no time at all', { content: wave(2), duration: 0, waveform: 0 })
    const other = bob.bubble('no time at all')
    await other.getByText('0:00').waitFor()
    await other.getByRole('slider').press('End')
    await other.getByRole('button', { name: /^Play/ }).click()
    await expectSoon(() => bob.page.evaluate(sounding), true)
    await expectSoon(() => bob.page.evaluate(sounding), false)
  },
)

test('a stranger has nothing fetched until somebody lets them in', { timeout: 90_000 }, async () => {
  const carl = await scene.resident('carl')
  await carl.writeTo('bob', 'hello, you do not know me')
  await carl.bubbleThatIs('sent', 'hello, you do not know me').waitFor()
  await sendHostile(carl, 'listen to this', { content: wave(3) })
  await carl.bubbleThatIs('sent', 'listen to this').waitFor()
  await bob.goHome()
  await bob.openChat('carl')
  const bubble = bob.bubble('listen to this')
  await bubble.getByRole('button', { name: new RegExp(attachment.fetch('').slice(0, 5)) }).waitFor()
  await bob.button(say.house.request.accept).click()
  await bubble.getByRole('button', { name: /^Play/ }).waitFor()
  expect(await bob.page.evaluate(sounding)).toBe(false)
})

test('nothing of it was complained about, and nobody else was asked', () => {
  expect(bob.complaints).toEqual([])
  expect(bob.heard.addresses.filter((address) => address.includes('example.org'))).toEqual([])
})
