/** The example bytes of spec/*.md are what the code writes, and the CDDL names every frame by its number. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  decodeAsks,
  decodeContent,
  decodePolicy,
  decodeTells,
  encodeAsk,
  encodeTell,
  frameNumbers,
  fromHex,
  groupLinkText,
  invitationLink,
  readChain,
  readGroupLink,
  readInvitation,
} from '../src/index.ts'
import { judge, origin } from './chain-author.ts'
import { structures } from './structures.ts'

const spec = join(import.meta.dirname, '../../../spec')
const pages = ['wire', 'channel', 'groups', 'identity', 'expiry', 'content', 'links', 'introductions', 'halves'].map(
  (n) => readFileSync(join(spec, `${n}.md`), 'utf8'),
)

/** The lines `name: hex` of all blocks of one kind. */
function examples(kind: string): readonly { name: string; packed: Uint8Array }[] {
  const blocks = pages.flatMap((page) => [...page.matchAll(new RegExp(`^\`\`\`hex ${kind}\\n([^\`]*)\`\`\`$`, 'gm'))])
  return blocks
    .flatMap((block) => block[1]!.trim().split('\n'))
    .map((line) => line.split(': '))
    .map(([name, packed]) => ({ name: name!, packed: fromHex(packed!) }))
}

/** As they stand in the documents, one after the other. */
const bodies =
  'text delete receipts token text reaction leave attachment attachment forward mention poll vote close pin once typing group-link group-link knock-answered introduction epochs'.split(
    ' ',
  )

describe('example bytes', () => {
  test('there is one of every frame', () => {
    const named = [...examples('asks'), ...examples('tells')].map(({ name }) => name)
    expect(named).toEqual(frameNumbers.map(({ name }) => name))
  })

  test('there is one of every structure', () => {
    const named = new Set(examples('structures').map(({ name }) => name))
    expect([...named].toSorted()).toEqual(structures.map(({ name }) => name).toSorted())
  })

  test.each(examples('asks'))('ask $name is one frame and written the same', ({ name, packed }) => {
    const frames = decodeAsks(packed)
    expect(frames).toMatchObject([{ kind: name }])
    if (frames !== 'malformed') expect(encodeAsk(frames[0]!)).toEqual(packed)
  })

  test.each(examples('tells'))('tell $name is one frame and written the same', ({ name, packed }) => {
    const frames = decodeTells(packed)
    expect(frames).toMatchObject([{ kind: name }])
    if (frames !== 'malformed') expect(encodeTell(frames[0]!)).toEqual(packed)
  })

  test.each(examples('structures'))('$name is read and written the same', ({ name, packed }) => {
    const of = structures.find((structure) => structure.name === name)!
    const read = of.decode(packed)
    expect(read).toBeTypeOf('object')
    if (typeof read === 'object') expect(of.encode(read.value)).toEqual(packed)
  })

  test('there is a body of every kind, and a policy of each', () => {
    const values = (of: string, decode: (packed: Uint8Array) => unknown) =>
      examples('structures').flatMap(({ name, packed }) => (name === of ? [decode(packed)] : []))
    expect(values('content', decodeContent)).toMatchObject(bodies.map((kind) => ({ value: { body: { kind } } })))
    expect(values('policy', decodePolicy)).toMatchObject([{ value: { version: 1 } }])
    expect(values('group policy', decodePolicy)).toMatchObject([
      { value: { version: 2, shorten: 'members', announcements: false, picture: null } },
      { value: { version: 2, shorten: 'admins', announcements: true, picture: Uint8Array.of(1, 2, 3) } },
    ])
  })

  test('the chain of identity.md is a valid chain', () => {
    const entries = examples('structures').filter(({ name }) => name === 'signed chain entry')
    const chain = readChain(
      entries.map(({ packed }) => packed),
      origin,
      judge,
    )
    expect(chain).toMatchObject({ state: { handle: 'alice', seq: 1, devices: [{}, {}] } })
  })

  test('the invitation of wire.md is read and written the same', () => {
    const link = /^https:\/\/\S+\/i#\S+$/m.exec(pages.join('\n'))![0]
    const read = readInvitation(link)!
    expect(read.origin).toBe(origin)
    expect(invitationLink(read.origin, read.invitation)).toBe(link)
  })

  test('the link of links.md is read and written the same', () => {
    const link = /^https:\/\/\S+\/g#\S+$/m.exec(pages.join('\n'))![0]
    const read = readGroupLink(link)!
    expect(read).toMatchObject({ origin, link: { name: 'night desk', approval: true } })
    expect(groupLinkText(read.origin, read.link)).toBe(link)
  })
})

describe('wire.cddl', () => {
  const cddl = readFileSync(join(spec, 'wire.cddl'), 'utf8')

  test('has every frame under its number', () => {
    for (const { name, number } of frameNumbers) {
      const direction = number < 64 ? 'ask' : 'tell'
      expect(cddl, name).toMatch(new RegExp(`^${direction}-${name} = \\[\\s*${number},`, 'm'))
    }
  })

  test('has every structure', () => {
    for (const name of structures.map((of) => of.name))
      expect(cddl, name).toMatch(new RegExp(`^${name.replaceAll(' ', '-')} = \\[`, 'm'))
  })

  test('defines every name that it uses', () => {
    const plain = cddl.replaceAll(/;[^\n]*/g, '').replaceAll(/"[^"]*"/g, '')
    const defined = new Set([...plain.matchAll(/^([a-z][\w-]*) =/gm)].map((match) => match[1]!))
    const known = new Set(['uint', 'int', 'bstr', 'tstr', 'bool', 'null'])
    const fields = /\b[a-z][\w-]*(?=:)|\.[a-z]+\b/g
    const used = [...plain.replaceAll(fields, '').matchAll(/(?<![\w-])[a-z][\w-]*/g)].map((match) => match[0])
    expect(used.filter((name) => !defined.has(name) && !known.has(name))).toEqual([])
  })
})
