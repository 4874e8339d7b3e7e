/** What a group costs by its size and suite: beginning it, joining, following a change, and one message. */
import { tsMls, type Group, type StagedCommit, type Suite } from '@ebb/seal'
import { follow, guest, newChannel, now, opened, welcome, type Guest } from '../packages/seal/test/people.ts'
import { median, round, type Bench, type Figure } from './figure.ts'

const sizes = [2, 100, 1000] as const
const runs = 5

export const groups: Bench = {
  name: 'groups',
  about: 'groups of 2, 100 and 1,000: create, join, follow an add and an update, one message; both suites',
  needs: 'nothing; some minutes',
  peers: [],
  async run(_, print) {
    for (const suite of ['classic', 'hybrid'] as const)
      for (const size of sizes) for (const figure of await figuresOf(suite, size)) print(figure)
  },
}

async function figuresOf(suite: Suite, size: number): Promise<readonly Figure[]> {
  const guests: Guest[] = []
  for (let i = 0; i < size; i++) guests.push(await guest(tsMls, suite))
  const creates: number[] = []
  let staged: StagedCommit | undefined
  for (let run = 0; run < (size > 100 ? 1 : runs); run++) {
    const { took, result } = await timed(() => create(suite, guests))
    creates.push(took)
    staged = result
  }
  const created = staged!
  const joins: number[] = []
  let member: Group | undefined
  for (let run = 0; run < runs; run++) {
    const { took, result } = await timed(() => welcome(tsMls, created, guests[1 + ((run * 7) % (size - 1))]!))
    joins.push(took)
    member = result
  }
  const after = await changes(created.next, member!, suite)
  const messages = await messageCost(after.author, after.reader)
  const figure = (name: string, value: number, unit = 'ms'): Figure => ({
    bench: 'groups',
    figure: `${name}_${size}_${suite}`,
    value: round(value, unit === 'ms' ? 2 : 0),
    unit,
  })
  return [
    figure('create', median(creates)),
    figure('commit_that_adds_all', created.commit.length, 'bytes'),
    figure('what_all_who_join_share', created.info.length, 'bytes'),
    figure('join', median(joins)),
    figure('process_add', median(after.adds)),
    figure('process_update', median(after.updates)),
    figure('encrypt', messages.encrypt),
    figure('decrypt', messages.decrypt),
  ]
}

async function create(suite: Suite, [host, ...others]: readonly Guest[]): Promise<StagedCommit> {
  const alone = await tsMls.create(host!.self, { channel: newChannel(), suite, policy: Uint8Array.of(1), now })
  return tsMls.stage(alone, { add: others.map((other) => other.keyPackage.public) }, now)
}

/** By the one who has begun it, followed by another. */
async function changes(first: Group, second: Group, suite: Suite) {
  let [author, reader] = [first, second]
  const adds: number[] = []
  const updates: number[] = []
  for (let run = 0; run < 2 * runs; run++) {
    const late = run % 2 === 0 ? [(await guest(tsMls, suite)).keyPackage.public] : []
    const staged = await tsMls.stage(author, { add: late }, now)
    const { took, result } = await timed(() => follow(tsMls, reader, staged))
    ;(run % 2 === 0 ? adds : updates).push(took)
    author = staged.next
    reader = result
  }
  return { author, reader, adds, updates }
}

async function messageCost(
  first: Group,
  second: Group,
): Promise<{ readonly encrypt: number; readonly decrypt: number }> {
  let [author, reader] = [first, second]
  const content = new Uint8Array(100).fill(7)
  const [encrypts, decrypts]: [number[], number[]] = [[], []]
  for (let i = 0; i < 100; i++) {
    const sealed = await timed(() => tsMls.encrypt(author, content))
    author = sealed.result.group
    const read = await timed(() => opened(tsMls, 'message', reader, sealed.result.bytes))
    reader = read.result.group
    encrypts.push(sealed.took)
    decrypts.push(read.took)
  }
  return { encrypt: median(encrypts), decrypt: median(decrypts) }
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly took: number; readonly result: T }> {
  const start = performance.now()
  const result = await work()
  return { took: performance.now() - start, result }
}
