/** Inviting somebody, and coming in by an invitation. */
import type { Person } from '../person.ts'
import type { World } from '../world.ts'

export function invite(world: World, person: Person): void {
  const guest = world.people.find(({ name }) => !world.links.has(name))!
  world.say(`${person.name}: invites ${guest.name}`)
  void person.command({ do: 'invite' }).then((answer) => {
    if (answer === undefined) return
    world.say(`  ${person.name}’s invitation: ${answer.ok ? 'made' : answer.why}`)
    if (answer.ok && !world.links.has(guest.name)) world.links.set(guest.name, answer.value!.link!)
  })
}

/** The first comes in by the server's own invitation, which is another one after each restart. */
export function join(world: World, person: Person): void {
  const [first] = world.people
  const link = person === first ? world.server.invitation() : world.links.get(person.name)
  if (link === undefined || link === null) return
  world.links.set(person.name, link)
  world.say(`${person.name}: joins`)
  void person.command({ do: 'join', link, name: person.name }).then((answer) => {
    if (answer !== undefined) world.say(`  ${person.name} ${answer.ok ? 'has joined' : `may not join: ${answer.why}`}`)
    if (answer?.ok === false && answer.why.startsWith('invitation')) world.links.delete(person.name)
  })
}
