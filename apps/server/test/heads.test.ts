import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  channelOf,
  decodeHeads,
  encodeHeads,
  headsOf,
  HeadWriter,
  idPlace,
  nextOf,
  seqOf,
  sizeOf,
  type HeadFields,
  type Section,
} from '../src/log/heads.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const place = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const fields: fc.Arbitrary<HeadFields> = fc.record({
  channel: bytes(16),
  seq: place,
  id: bytes(16),
  size: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  next: fc.option(bytes(32)),
})
const parts = fc.array(
  fc.record({
    form: fc.constantFrom('stream' as const, 'sealed' as const),
    bucket: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    start: fc.integer({ min: 0, max: 2 ** 40 }),
    entries: fc.array(fields, { maxLength: 40 }),
  }),
  { maxLength: 5 },
)
type Parts = typeof parts extends fc.Arbitrary<infer T> ? T : never
const sectionsOf = (all: Parts): Section[] =>
  all.map(({ form, bucket, start, entries }) => {
    const writer = new HeadWriter()
    for (const entry of entries) writer.add(entry)
    return { form, bucket, start, heads: writer.written() }
  })

describe('the heads of a batch', () => {
  test('come back, each with the place of its body', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const decoded = decodeHeads(encodeHeads(sectionsOf(all)))!
        expect(decoded).toHaveLength(all.length)
        for (const [i, { form, bucket, start, entries }] of all.entries()) {
          let offset = start
          const wanted = entries.map((entry) => {
            const at = offset
            offset += entry.size + (form === 'sealed' ? 28 : 0)
            return { ...entry, form, bucket, offset: at }
          })
          const found = Array.from(headsOf(decoded[i]!), (head) => ({
            channel: channelOf(head).slice(),
            seq: seqOf(head),
            id: head.bytes.slice(idPlace(head), idPlace(head) + 16),
            size: sizeOf(head),
            next: nextOf(head),
            form: head.form,
            bucket: head.bucket,
            offset: head.offset,
          }))
          expect(found).toEqual(wanted)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('every prefix that does not end with a section is refused', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const sections = sectionsOf(all)
        const whole = encodeHeads(sections)
        const ends = new Set(sections.map((_, i) => encodeHeads(sections.slice(0, i)).length))
        for (let length = 0; length < whole.length; length++)
          expect(decodeHeads(whole.subarray(0, length)) !== undefined).toBe(ends.has(length))
      }),
      { numRuns: 30 },
    )
  })

  test('an unknown form is refused, and a head that is cut within its section', () => {
    const writer = new HeadWriter()
    writer.add({ channel: new Uint8Array(16), seq: 1, id: new Uint8Array(16), size: 5, next: new Uint8Array(32) })
    const section: Section = { form: 'stream', bucket: 3600, start: 0, heads: writer.written() }
    const good = encodeHeads([section])
    expect(decodeHeads(good)).toHaveLength(1)
    expect(decodeHeads(Uint8Array.of(2, ...good.subarray(1)))).toBeUndefined()
    for (let length = 1; length < section.heads.length; length++)
      expect(decodeHeads(encodeHeads([{ ...section, heads: section.heads.subarray(0, length) }]))).toBeUndefined()
  })
})
