/** What sealing costs: two members, and a group of 100; libsignal 1:1 beside it where it is installed. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tsMls, type Group, type Suite } from '@ebb/seal'
import { everybody, guest, now, opened, party, welcome } from '../packages/seal/test/people.ts'
import { median, round, type Bench, type Figure } from './figure.ts'

const peers = new URL('peers/', import.meta.url)

export const seal: Bench = {
  name: 'seal',
  about: 'encryptions and decryptions a second, commits and joins at 100 members',
  needs: 'nothing; for libsignal: npm ci in bench/peers',
  peers: ['libsignal'],
  async run(against, print) {
    const libsignal = against.includes('libsignal') ? peerRates() : undefined
    for (const suite of ['classic', 'hybrid'] as const) {
      for (const [what, value] of Object.entries(await messageRates(suite))) {
        const figure: Figure = {
          bench: 'seal',
          figure: `${what}_per_second_2_${suite}`,
          value: Math.round(value),
          unit: '1/s',
        }
        const theirs = libsignal?.[what as 'encrypt' | 'decrypt']
        print(theirs === undefined ? figure : { ...figure, peer: 'libsignal', ratio: round(value / theirs, 2) })
      }
    }
    for (const figure of await groupTimes('classic', 100)) print(figure)
    for (const figure of await groupTimes('hybrid', 100)) print(figure)
  },
}

/** 100 bytes each; `both`: one after the other on one core, as a conversation costs it. */
async function messageRates(suite: Suite): Promise<{ encrypt: number; decrypt: number; both: number }> {
  const [first, second] = (await party(tsMls, suite, 2)).groups as [Group, Group]
  let [sender, receiver] = [first, second]
  const content = new Uint8Array(100).fill(7)
  const count = 400
  const encrypts: number[] = []
  const decrypts: number[] = []
  for (let run = 0; run < 7; run++) {
    const sealed: Uint8Array[] = []
    const start = performance.now()
    for (let i = 0; i < count; i++) {
      const result = await tsMls.encrypt(sender, content)
      sender = result.group
      sealed.push(result.bytes)
    }
    const middle = performance.now()
    for (const bytes of sealed) receiver = (await opened(tsMls, 'message', receiver, bytes)).group
    encrypts.push((middle - start) / count)
    decrypts.push((performance.now() - middle) / count)
  }
  const [encrypt, decrypt] = [median(encrypts), median(decrypts)]
  return { encrypt: 1000 / encrypt, decrypt: 1000 / decrypt, both: 1000 / (encrypt + decrypt) }
}

/** In a group in which some have made commits, so that its tree is neither blank nor fresh. */
async function groupTimes(suite: Suite, members: number): Promise<Figure[]> {
  const start = performance.now()
  const { groups } = await party(tsMls, suite, members - 1)
  const gathered = performance.now() - start
  let all: readonly Group[] = groups
  const updates: number[] = []
  for (let author = 1; author < members - 1; author += Math.ceil(members / 8)) {
    const made = await commitAmong(all, author)
    all = made.groups
    updates.push(median(made.times))
  }
  const late = await guest(tsMls, suite)
  const staged = await tsMls.stage(all[0]!, { add: [late.keyPackage.public] }, now)
  const joins: number[] = []
  for (let run = 0; run < 7; run++) {
    const begun = performance.now()
    await welcome(tsMls, staged, late)
    joins.push(performance.now() - begun)
  }
  const figure = (name: string, value: number): Figure => ({
    bench: 'seal',
    figure: `${name}_${members}_${suite}`,
    value: round(value),
    unit: 'ms',
  })
  return [figure('process_update', median(updates)), figure('join', median(joins)), figure('gather_all', gathered)]
}

/** An update by one, processed by all the others; milliseconds each. */
async function commitAmong(groups: readonly Group[], author: number): Promise<{ groups: Group[]; times: number[] }> {
  const staged = await tsMls.stage(groups[author]!, {}, now)
  const times: number[] = []
  const next: Group[] = []
  for (const [place, group] of groups.entries()) {
    if (place === author) {
      next.push(staged.next)
      continue
    }
    const start = performance.now()
    const result = await tsMls.open(group, staged.commit, everybody, now)
    times.push(performance.now() - start)
    if (result.kind !== 'commit' || result.group === undefined) throw new Error('an update was not accepted')
    next.push(result.group)
  }
  return { groups: next, times }
}

/** The peer's own package is not installed with ours: it is large and under another licence. */
function peerRates(): { encrypt: number; decrypt: number } {
  if (!existsSync(new URL('node_modules', peers)))
    throw new Error('libsignal is not installed: run npm ci in bench/peers')
  return JSON.parse(
    execFileSync(process.execPath, [new URL('libsignal.mjs', peers).pathname], { encoding: 'utf8' }),
  ) as {
    encrypt: number
    decrypt: number
  }
}
