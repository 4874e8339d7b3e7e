/** The whole walk: a real server and two real clients on this machine, with their homes on its disk. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unlockKey } from '@ebb/seal'
import { comeIn, firstPerson, TestChannel } from '../apps/server/test/client.ts'
import { Bot, type BotLine } from '../test/stage/bot.ts'
import { inviteFrom, joinAs, makeCheapHome } from '../test/stage/cheap-home.ts'
import { clientMain, runToEnd } from '../test/stage/processes.ts'
import { ServerProcess } from '../test/stage/server-process.ts'
import { median, quantile, round, type Bench, type Figure } from './figure.ts'
import { bytesPerMessageOfThousand, bytesPerMessageOfTwo } from './walk-bytes.ts'

export const walk: Bench = {
  name: 'walk',
  about: 'from typing to showing, `ebb send` as a process, bytes written for a message, acknowledgements of a burst',
  needs: 'nothing; a server and two clients run on loopback',
  peers: [],
  async run(_against, print) {
    const folder = mkdtempSync(join(tmpdir(), 'ebb-walk-'))
    const server = new ServerProcess(join(folder, 'server'))
    const figure = (name: string, value: number, unit: string): void =>
      print({ bench: 'walk', figure: name, value, unit })
    try {
      await server.start()
      await inFolder(folder, server, figure)
      figure('store_bytes_per_message_2', await bytesPerMessageOfTwo(folder), 'B')
      figure('store_bytes_per_message_1000', await bytesPerMessageOfThousand(folder), 'B')
    } finally {
      await server.kill()
      rmSync(folder, { recursive: true, force: true })
    }
    figure('acknowledged_per_second_burst', await burst(), '1/s')
  },
}

type Say = (name: string, value: number, unit: Figure['unit']) => void

async function inFolder(folder: string, server: ServerProcess, figure: Say): Promise<void> {
  const [alice, bob] = [join(folder, 'alice'), join(folder, 'bob')]
  // The client's own homes, with the passphrase's full price.
  await joinAs('alice', alice, 'a', server.invite!)
  await makeCheapHome(bob, 'b')
  await joinAs('bob', bob, 'b', await inviteFrom(alice, 'a'))
  await runToEnd(clientMain, ['--home', alice, 'send', '@bob', 'hello'], { EBB_PASSPHRASE: 'a' })
  const times = await sendToShown(alice, bob, 300)
  figure('send_to_shown_p50', round(median(times)), 'ms')
  figure('send_to_shown_p99', round(quantile(times, 0.99)), 'ms')
  const whole: number[] = []
  const unlocking: number[] = []
  for (let run = 0; run < 9; run++) {
    const start = performance.now()
    const { code, stderr } = await runToEnd(clientMain, ['--home', alice, 'send', '@bob', `number ${run}`], {
      EBB_PASSPHRASE: 'a',
    })
    whole.push(performance.now() - start)
    if (code !== 0) throw new Error(`ebb send: ${stderr}`)
    const middle = performance.now()
    await unlockKey('a', new Uint8Array(16))
    unlocking.push(performance.now() - middle)
  }
  figure('send_process', round(median(whole), 0), 'ms')
  figure('send_process_without_passphrase', round(median(whole) - median(unlocking), 0), 'ms')
}

/** From the line that one types to the line that the other sees, one after another. */
async function sendToShown(alice: string, bob: string, count: number): Promise<number[]> {
  let shown: (line: BotLine) => void = () => undefined
  const [sender, receiver] = [new Bot(alice, 'a'), new Bot(bob, 'b', (line) => line.event === 'message' && shown(line))]
  await Promise.all([sender.until('caught-up'), receiver.until('caught-up')])
  const times: number[] = []
  for (let i = -20; i < count; i++) {
    const start = performance.now()
    const arrived = new Promise((resolve) => (shown = resolve))
    void sender.ask({ do: 'send', to: 'bob', text: `This is what people write to each other, ${i}.` })
    await arrived
    // The first ones warm the machine up.
    if (i >= 0) times.push(performance.now() - start)
  }
  await Promise.all([sender.close(), receiver.close()])
  return times
}

/** 400-byte appends on one line into 50 channels, as fast as the server takes them; each is on its disk when acknowledged. */
async function burst(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ebb-burst-'))
  const server = new ServerProcess(folder)
  try {
    await server.start()
    const person = await firstPerson({ origin: server.url, invite: server.invite })
    const line = await comeIn(server.url, person)
    const channels = Array.from({ length: 50 }, () => new TestChannel())
    for (const channel of channels) {
      await line.ask(channel.create(line))
      await line.ask(channel.open(line))
    }
    const rates: number[] = []
    for (let run = 0; run < 5; run++) {
      // What the door allows at once; then it asks for a pause.
      await new Promise((resolve) => setTimeout(resolve, 10_000))
      const before = line.tells.filter((tell) => tell.kind === 'appended').length
      const start = performance.now()
      for (let i = 0; i < 4000; i++) line.post(channels[i % 50]!.append(crypto.getRandomValues(new Uint8Array(400))))
      while (line.tells.filter((tell) => tell.kind === 'appended').length < before + 4000) {
        const refused = line.tells.find((tell) => tell.kind === 'refused')
        if (refused !== undefined) throw new Error(`refused: ${JSON.stringify(refused)}`)
        await line.more()
      }
      rates.push(4000 / ((performance.now() - start) / 1000))
    }
    line.close()
    return Math.round(median(rates))
  } finally {
    await server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}
