/** One server on one core, driven from another: how many messages, how late, at what price. */
import { median, round, type Bench, type Figure } from './figure.ts'
import type { Load } from './load/load.ts'
import { run, type Outcome } from './load/run.ts'
import { serverPicture } from './server-picture.ts'

const peers = ['ejabberd', 'mosquitto', 'prosody'] as const
type Peer = (typeof peers)[number]
/** In XMPP a room would be another thing, with lists of members and a history. */
const withTopics: readonly Peer[] = ['mosquitto']
const runs = 3

export const server: Bench = {
  name: 'server',
  about:
    'delivered a second one to one and to a thousand, delays at 5,000 a second, processor time and memory; 400 bytes each',
  needs:
    'two cores and taskset; a peer needs the Debian package of its name, which is started on loopback with its limits off',
  peers,
  picture: serverPicture,
  async run(against, print) {
    const unknown = against.find((name) => !peers.includes(name as Peer))
    if (unknown !== undefined) throw new Error(`no peer is called ${unknown}`)
    for (const scene of scenes) {
      const those = scene.peers.filter((peer) => against.includes(peer))
      await play(scene, those, print)
    }
  },
}

interface Scene {
  readonly name: string
  readonly load: Omit<Load, 'target' | 'port' | 'invite'>
  /** Who can do the same. */
  readonly peers: readonly Peer[]
  readonly figures: readonly {
    readonly name: string
    readonly unit: string
    readonly of: (outcome: Outcome) => number
  }[]
}

const usual = { size: 400, warm: 2, seconds: 5 }
const perSecond = { name: 'delivered_per_second', unit: '1/s', of: (o: Outcome) => Math.round(o.delivered / o.seconds) }
const price = {
  name: 'processor_per_delivery',
  unit: 'µs',
  of: (o: Outcome) => round((o.server * o.seconds * 1e6) / o.delivered, 2),
}
const shares = [
  { name: 'server_core', unit: 'share', of: (o: Outcome) => round(o.server, 2) },
  { name: 'generator_core', unit: 'share', of: (o: Outcome) => round(o.generator, 2) },
]
const delays = [
  { name: 'p50', unit: 'ms', of: (o: Outcome) => round(o.p50, 2) },
  { name: 'p99', unit: 'ms', of: (o: Outcome) => round(o.p99, 2) },
  { name: 'p999', unit: 'ms', of: (o: Outcome) => round(o.p999, 2) },
]
const memory = { name: 'memory', unit: 'MB', of: (o: Outcome) => round(o.memory / 1e6) }

const scenes: readonly Scene[] = [
  {
    name: 'one_to_one',
    peers,
    load: { ...usual, lines: 200, channels: 100, senders: 200, window: 32, rate: null },
    figures: [perSecond, price, ...shares, memory],
  },
  {
    name: 'over_100000_channels',
    peers: [],
    load: { ...usual, warm: 16, lines: 200, channels: 100_000, senders: 200, window: 32, rate: null },
    figures: [perSecond, price, ...shares, memory],
  },
  {
    name: 'at_5000_a_second',
    peers,
    // Until V8 has compiled what runs here, its compiler takes the server's core for some tens of milliseconds at a time.
    load: { ...usual, warm: 12, seconds: 12, lines: 200, channels: 100, senders: 200, window: 32, rate: 5000 },
    figures: [...delays, ...shares],
  },
  {
    name: 'to_1000_one_by_one',
    peers: withTopics,
    load: { ...usual, lines: 1001, channels: 1, senders: 1, window: 1, rate: null },
    figures: [perSecond, price, ...shares],
  },
  {
    name: 'to_1000',
    peers: withTopics,
    load: { ...usual, lines: 1001, channels: 1, senders: 1, window: 256, rate: null },
    figures: [perSecond, price, ...shares],
  },
]

/** Ebb and its peers in turns, so that what disturbs the machine disturbs all of them. */
async function play(
  { name, load, figures }: Scene,
  against: readonly Peer[],
  print: (figure: Figure) => void,
): Promise<void> {
  const outcomes = new Map<Load['target'], Outcome[]>()
  for (let turn = 0; turn < runs; turn++)
    for (const target of ['ebb', ...against] as const)
      outcomes.set(target, [...(outcomes.get(target) ?? []), await run({ ...load, target })])
  const of = (target: Load['target'], read: (outcome: Outcome) => number): number =>
    median(outcomes.get(target)!.map(read))
  for (const figure of figures) {
    const value = of('ebb', figure.of)
    print({ bench: 'server', figure: `${name}_${figure.name}`, value, unit: figure.unit })
    for (const peer of against) {
      const theirs = of(peer, figure.of)
      print({
        bench: 'server',
        figure: `${name}_${figure.name}_of_${peer}`,
        value: theirs,
        unit: figure.unit,
        peer,
        ratio: round(value / theirs, 2),
      })
    }
  }
}
