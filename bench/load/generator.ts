/**
 * The generator: a process of its own, on a core of its own, so that what is measured is the server. Takes one `Load` as
 * JSON; writes `warming`, `measuring`, `measured`, then what came of it.
 */
import process from 'node:process'
import { quantile } from '../figure.ts'
import { ebbLines } from './ebb-lines.ts'
import type { Heard, Load, LoadLine, Measured } from './load.ts'
import { mosquittoLines } from './mosquitto-lines.ts'
import { xmppLines } from './xmpp-lines.ts'

const load = JSON.parse(process.argv[2]!) as Load
/** Of so many messages the time is kept. */
const kept = 200_000
const counts = { sent: 0, acknowledged: 0, delivered: 0 }
const times = new Float64Array(kept)
let measuring = false
let over = false
let rushing = load.rate === null || load.rush !== undefined

const heard: Heard = {
  acknowledged(line, count) {
    if (measuring) counts.acknowledged += count
    if (rushing && !over) post(line, count, performance.now())
  },
  delivered(stamp) {
    if (!measuring) return
    times[counts.delivered % kept] = performance.now() - stamp
    counts.delivered += 1
  },
}

function post(line: LoadLine, count: number, stamp: number): void {
  if (measuring) counts.sent += count
  line.send(count, stamp)
}

const begin = { ebb: ebbLines, mosquitto: mosquittoLines, ejabberd: xmppLines, prosody: xmppLines }
const lines = await begin[load.target](load, heard)
const senders = lines.slice(0, load.senders)
if (rushing) for (const line of senders) post(line, load.window, performance.now())
if (load.rate !== null) {
  await pause(load.rush ?? 0)
  rushing = false
  // What is under way comes in.
  await pause(1)
  beat(load.rate)
}
process.stdout.write('warming\n')
await pause(load.warm)
process.stdout.write('measuring\n')
measuring = true
const begun = performance.now()
await pause(load.seconds)
measuring = false
over = true
const seconds = (performance.now() - begun) / 1000
process.stdout.write('measured\n')
const all = [...times.subarray(0, Math.min(kept, counts.delivered))]
const measured: Measured = {
  seconds,
  ...counts,
  p50: quantile(all, 0.5),
  p99: quantile(all, 0.99),
  p999: quantile(all, 0.999),
}
process.stdout.write(`${JSON.stringify(measured)}\n`)
process.exit(0)

/** So many a second, each with the time at which it was due: what waits in here counts as well. */
function beat(rate: number): void {
  const start = performance.now()
  let posted = 0
  let at = 0
  const step = (): void => {
    if (over) return
    const due = Math.floor(((performance.now() - start) * rate) / 1000)
    for (; posted < due; posted++) post(senders[at++ % senders.length]!, 1, start + (posted * 1000) / rate)
    setTimeout(step, 1)
  }
  step()
}

function pause(length: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, length * 1000))
}
