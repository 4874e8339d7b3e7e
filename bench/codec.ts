/** Frames encoded and decoded a second, 400-byte bodies; JSON with base64 bodies as the baseline. */
import { channelId, decodeAsks, encodeAsk, encodeContent, decodeContent, type Ask, type Content } from '@ebb/protocol'
import { median, round, type Bench, type Figure } from './figure.ts'

const append: Ask = {
  kind: 'append',
  req: 77,
  channel: channelId(new Uint8Array(16).fill(9)),
  n: 3,
  bucket: 1_790_000_400,
  body: new Uint8Array(400).fill(5),
}
const content: Content = {
  salt: new Uint8Array(16).fill(1),
  replaces: null,
  inReplyTo: null,
  sent: 1_790_000_000,
  count: 7,
  ceiling: 3600,
  afterRead: 30,
  body: { kind: 'text', text: 'The meeting is at nine, by the back door.' },
}
const { kind, ...fields } = append
const { channel, body, ...rest } = fields
const asJson = (): string =>
  JSON.stringify({
    kind,
    ...rest,
    channel: Buffer.from(channel).toString('base64'),
    body: Buffer.from(body).toString('base64'),
  })
const fromJson = (text: string): unknown => {
  const read = JSON.parse(text) as { channel: string; body: string }
  return { ...read, channel: Buffer.from(read.channel, 'base64'), body: Buffer.from(read.body, 'base64') }
}

export const codec: Bench = {
  name: 'codec',
  about: 'frames and contents encoded and decoded a second',
  needs: 'nothing',
  peers: [],
  async run(_, print) {
    const frame = encodeAsk(append)
    const packed = encodeContent(content)
    const loose = asJson()
    const cases: readonly [string, () => unknown, (() => unknown)?][] = [
      ['encode_append', () => encodeAsk(append), asJson],
      ['decode_append', () => decodeAsks(frame), () => fromJson(loose)],
      ['encode_content', () => encodeContent(content)],
      ['decode_content', () => decodeContent(packed)],
    ]
    for (const [figure, ours, theirs] of cases) {
      const value = perSecond(ours)
      const shown: Figure = { bench: 'codec', figure, value: Math.round(value), unit: '1/s' }
      print(theirs === undefined ? shown : { ...shown, peer: 'JSON', ratio: round(value / perSecond(theirs), 2) })
    }
  },
}

function perSecond(work: () => unknown, count = 20_000): number {
  const rates: number[] = []
  for (let run = 0; run < 7; run++) {
    const start = performance.now()
    for (let i = 0; i < count; i++) work()
    rates.push((count * 1000) / (performance.now() - start))
  }
  return median(rates)
}
