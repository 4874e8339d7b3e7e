/** What people do with each other's messages. */
import type { Command } from '@ebb/engine'
import type { Person } from '../person.ts'
import type { World } from '../world.ts'

const ceilings = [undefined, undefined, undefined, 30, 300, 3600, 28_800, 86_400, 604_800]
const afterReads = [undefined, undefined, undefined, undefined, 10, 300, 3600]

export async function sendOne(world: World, person: Person, others: readonly Person[]): Promise<void> {
  const { chance, ledger } = world
  const to = chance.pick(others).name
  // The order of two messages of the same second is nobody's promise where a conversation has two channels.
  if (ledger.lastSaid(person.name, to) === person.clock.now()) await world.pass(1)
  if (person.engine === undefined) return
  const chat = (await person.engine.view.chats()).find((c) => c.with === to)
  const most = chat?.ceiling ?? 28 * 86_400
  const asked = chance.pick(ceilings)
  const askedRead = chance.pick(afterReads)
  const ceiling = asked === undefined || asked > most ? undefined : asked
  const longest = chat?.afterRead ?? null
  const afterRead = askedRead === undefined || (longest !== null && askedRead > longest) ? undefined : askedRead
  const said = ledger.say({
    from: person.name,
    to,
    claimed: person.clock.now(),
    ceiling: ceiling ?? most,
    afterRead: afterRead ?? longest,
  })
  const clocks = { ...(ceiling === undefined ? {} : { ceiling }), ...(afterRead === undefined ? {} : { afterRead }) }
  world.say(
    `${person.name}: writes ${said.text}${ceiling === undefined ? '' : ` for ${ceiling} s`}${afterRead === undefined ? '' : `, ${afterRead} s from reading`}`,
  )
  void person.command({ do: 'send', to, text: said.text, ...clocks }).then((answer) => {
    if (answer?.ok !== true) return world.say(`  ${said.text} is not taken: ${answer?.why ?? 'the device died'}`)
    said.kept = true
    world.numbers.set(said.text, answer.value!.message!)
  })
}

export async function readAll(world: World, person: Person): Promise<void> {
  const { view } = person.engine!
  const chats = (await view.chats()).filter(({ unread }) => unread > 0)
  if (chats.length === 0) return
  const peer = world.chance.pick(chats).with
  const unread = (await view.messages(peer))!.filter(({ mine, read }) => !mine && !read)
  const at = person.clock.now()
  world.say(`${person.name}: reads ${unread.length} from ${peer}`)
  void person.command({ do: 'seen', to: peer, messages: unread.map(({ number }) => number) }).then((answer) => {
    if (answer?.ok !== true) return
    for (const { text } of unread) {
      const said = world.ledger.said.get(text ?? '')
      if (said !== undefined) said.seen ??= at
    }
  })
}

export async function changeTimer(world: World, person: Person): Promise<void> {
  const { chance, ledger } = world
  const chats = await person.engine!.view.chats()
  if (chats.length === 0) return
  const to = chance.pick(chats).with
  const ceiling = chance.pick([300, 3600, 86_400, 604_800, 2_419_200])
  const afterRead = chance.pick([null, null, 30, 3600])
  world.say(`${person.name}: wants ${ceiling}/${afterRead} with ${to}`)
  // Whether or not the device lives to answer.
  ledger.timerWanted(person.name, to, ceiling)
  void person.command({ do: 'timer', to, ceiling, afterRead })
}

export async function deleteOne(world: World, person: Person): Promise<void> {
  const { view } = person.engine!
  const chats = await view.chats()
  if (chats.length === 0) return
  const to = world.chance.pick(chats).with
  const own = (await view.messages(to))!.filter(({ mine, text }) => mine && text !== undefined)
  if (own.length === 0) return
  const message = world.chance.pick(own)
  const said = world.ledger.said.get(message.text ?? '')!
  world.say(`${person.name}: deletes ${said.text} for everyone`)
  said.takenBack = true
  void person.command({ do: 'delete', to, message: message.number, forEveryone: true }).then((answer) => {
    if (answer?.ok === true) said.deletedForEveryone = true
  })
}

/** Something that changes nothing of what was said: a stranger is accepted, a draft begun, receipts turned on or off. */
export async function arrangeOne(world: World, person: Person): Promise<void> {
  const { chance } = world
  const chats = await person.engine!.view.chats()
  const chat = chats.length === 0 ? undefined : chance.pick(chats)
  const receipts: Command = { do: 'receipts', on: chance.happens(0.8) }
  const to = chat?.with ?? ''
  const what = chance.pick<Command>(
    chat === undefined
      ? [receipts]
      : [
          receipts,
          { do: 'accept', to },
          { do: 'draft', to, text: chance.pick(['', 'perhaps', 'perhaps not']) },
          { do: 'arrange', to, archived: chance.happens(0.5), muted: chance.happens(0.3) },
          { do: 'retry', to },
        ],
  )
  world.say(`${person.name}: ${what.do}${chat === undefined ? '' : ` (${to})`}`)
  void person.command(what)
}
