/** A vault's promises as plain maps, and how to compare a vault with them. */
import { expect } from 'vitest'
import type { Bucket, Vault, VaultChange } from '../src/vault/index.ts'

export interface ModelMessage {
  readonly bucket: Bucket
  readonly text: string
  readonly ends: number | undefined
  /** Earlier texts that may stay readable as long as this message: what it only added to. */
  readonly tolerated: readonly string[]
}

export interface Model {
  readonly pages: ReadonlyMap<number, string>
  readonly records: ReadonlyMap<number, string>
  readonly messages: ReadonlyMap<number, ModelMessage>
}

export const emptyModel: Model = { pages: new Map(), records: new Map(), messages: new Map() }
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

export function after(model: Model, changes: readonly VaultChange[]): Model {
  const pages = new Map(model.pages)
  const records = new Map(model.records)
  const messages = new Map(model.messages)
  for (const change of changes) {
    if (change.kind === 'forget') messages.delete(change.key)
    else if (change.kind === 'message') {
      const { key, bucket, bytes, ends } = change
      const old = messages.get(key)
      const adds = change.adds === true && old !== undefined && JSON.stringify(old.bucket) === JSON.stringify(bucket)
      messages.set(key, { bucket, text: textOf(bytes), ends, tolerated: adds ? [...old.tolerated, old.text] : [] })
    } else {
      const [map, key] = change.kind === 'page' ? [pages, change.page] : [records, change.key]
      if (change.bytes === undefined) map.delete(key)
      else map.set(key, textOf(change.bytes))
    }
  }
  return { pages, records, messages }
}

/** What an attacker may read of pages and messages, and what he must be able to if the test is worth anything. */
export function texts({ pages, messages }: Model): { must: Set<string>; may: Set<string> } {
  const must = new Set([...pages.values(), ...[...messages.values()].map(({ text }) => text)])
  return { must, may: new Set([...must, ...[...messages.values()].flatMap(({ tolerated }) => tolerated)]) }
}

/** What the vault says, in the model's words; `lost` where a key is gone. */
export async function asModel(vault: Vault): Promise<unknown> {
  const all = Number.MAX_SAFE_INTEGER
  const read = (one: { bytes: Uint8Array } | { lost: true }): string => ('lost' in one ? 'lost' : textOf(one.bytes))
  const pages = (await vault.readPages(0, all)).map((one): [number, string] => [one.page, read(one)])
  const records = (await vault.readRecords(0, all)).map((one): [number, string] => [one.key, read(one)])
  const messages = (await vault.readMessages({ from: 0, to: all }))
    .flat()
    .map((one): [number, string] => [one.key, read(one)])
  return { pages, records, messages }
}

export function plain({ pages, records, messages }: Model): unknown {
  const inOrder = <T>(map: ReadonlyMap<number, T>): [number, T][] => [...map].toSorted(([a], [b]) => a - b)
  return {
    pages: inOrder(pages),
    records: inOrder(records),
    messages: inOrder(messages).map(([key, { text }]) => [key, text]),
  }
}

export const expectSame = async (vault: Vault, model: Model): Promise<void> => {
  expect(await asModel(vault)).toEqual(plain(model))
}
