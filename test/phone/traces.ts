/** What a phone must not leave behind or do, however it was used: looked at when a story is over. */
import { lookAround, strongPassphrase, type Phone } from '../stage/phone.ts'
import type { Resident, Scene } from './scene.ts'

/** Everything that is amiss, in words; nothing where all is well. */
export async function amissOn(scene: Scene): Promise<readonly string[]> {
  const names = [...scene.residents.map(({ name }) => name), scene.terminal.name]
  const texts = scene.residents.flatMap(({ phone }) => phone.heard.written)
  const found = await Promise.all(
    scene.residents.map(async (resident) => [
      ...resident.phone.complaints.map((complaint) => `the browser complained: ${complaint}`),
      ...strangersOf(resident),
      ...(await tracesOn(resident.phone, [...names, ...texts, strongPassphrase])),
    ]),
  )
  return found.flat()
}

/** By what the browser says that it asked for, and by where its connections really went. */
function strangersOf({ phone, way }: Resident): readonly string[] {
  const { host } = new URL(phone.origin)
  const asked = phone.heard.addresses.filter((address) => new URL(address).host !== host)
  const reached = [...way.reached].filter((place) => place !== host)
  return [...asked.map((address) => `asked for ${address}`), ...reached.map((place) => `reached ${place}`)]
}

/** Names and texts in what outlives them or what others see: addresses, titles, the stores without a key. */
async function tracesOn({ context, heard }: Phone, secrets: readonly string[]): Promise<readonly string[]> {
  for (const page of context.pages()) await lookAround(page, heard)
  const places: readonly string[] = [...new Set([...heard.around, ...heard.addresses])]
  return places.flatMap((place) =>
    secrets.filter((secret) => holds(place, secret)).map((secret) => `"${secret}" in ${place}`),
  )
}

/** Names are short: only as words of their own. */
function holds(text: string, secret: string): boolean {
  const plain = secret.replaceAll(/[^\p{L}\p{N} ]/gu, '.')
  return new RegExp(`(?<![\\p{L}\\p{N}])${plain}(?![\\p{L}\\p{N}])`, 'u').test(text)
}
