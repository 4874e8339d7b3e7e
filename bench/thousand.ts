/** What a group of seal costs, by its size: the same program in Node and in a page. */
import { accountId, channelId } from '@ebb/protocol'
import {
  createDevice,
  tsMls,
  type Group,
  type KeyPackagePair,
  type Self,
  type StagedCommit,
  type Suite,
} from '@ebb/seal'

export interface Asked {
  readonly size: number
  readonly suite: Suite
}

/**
 * One thing at a time, because others do the same in turn. The founder begins with everybody by one commit; a member
 * joins, then follows adds and updates of the founder.
 */
export interface Work {
  begin(asked: Asked): Promise<void>
  /** Milliseconds, of all these. */
  create(): Promise<number>
  /** Somebody else each time. */
  join(): Promise<number>
  follow(): Promise<number>
  /** The founder's next change, for `follow`; not measured. */
  add(): Promise<void>
  update(): Promise<void>
}

interface Guest {
  readonly self: Self
  readonly keyPackage: KeyPackagePair
}

export function thousand(): Work {
  let suite: Suite
  let everybody: readonly Guest[] = []
  let staged: StagedCommit
  let author: Group
  let reader: Group
  let change: StagedCommit
  let joined = 0

  async function stage(add: readonly Uint8Array[]): Promise<void> {
    change = await tsMls.stage(author, { add }, now())
    author = change.next
  }

  return {
    async begin(asked) {
      suite = asked.suite
      everybody = await guests(asked.size, suite)
    },
    async create() {
      const took = await time(async () => (staged = await begin(everybody, suite)))
      author = staged.next
      return took
    },
    join() {
      const guest = everybody[1 + ((joined++ * 7) % (everybody.length - 1))]!
      return time(async () => (reader = await enter(staged, guest)))
    },
    follow: () => time(async () => (reader = await follow(reader, change))),
    add: async () => stage((await guests(1, suite)).map(({ keyPackage }) => keyPackage.public)),
    update: () => stage([]),
  }
}

async function guests(count: number, suite: Suite): Promise<readonly Guest[]> {
  const made: Guest[] = []
  for (let i = 0; i < count; i++) {
    const { key, private: seed } = createDevice(random)
    const self = { account: accountId(random(32)), device: key, devicePrivate: seed }
    made.push({ self, keyPackage: await tsMls.createKeyPackage(self, { suite, lastResort: false, now: now() }) })
  }
  return made
}

async function begin([host, ...others]: readonly Guest[], suite: Suite): Promise<StagedCommit> {
  const channel = channelId(random(16))
  const alone = await tsMls.create(host!.self, { channel, suite, policy: Uint8Array.of(1), now: now() })
  return tsMls.stage(alone, { add: others.map(({ keyPackage }) => keyPackage.public) }, now())
}

async function enter({ next, joiners, info }: StagedCommit, { self, keyPackage }: Guest): Promise<Group> {
  const { secrets } = joiners.find(({ device }) => device.every((byte, i) => byte === self.device[i]))!
  const joined = await tsMls.join(self, {
    channel: next.channel,
    secrets,
    info,
    keyPackage,
    knows: () => true,
    now: now(),
  })
  if (joined.kind !== 'joined') throw new Error('did not join')
  return joined.group
}

async function follow(group: Group, { commit }: StagedCommit): Promise<Group> {
  const opened = await tsMls.open(group, commit, () => true, now())
  if (opened.kind !== 'commit' || opened.group === undefined) throw new Error('did not follow')
  return opened.group
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
const now = (): number => Math.floor(Date.now() / 1000)
