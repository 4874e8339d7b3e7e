/** The vault as a turn and the view may look at it. */
import { decodeMessage } from './records/message.ts'
import type { Reader } from './turn.ts'
import type { KeptRead, Vault } from './vault/index.ts'

export function readerOf(vault: Vault): Reader {
  return {
    messages: async (range) => (await vault.readMessages(range)).flatMap(decoded),
    due: async (now) => {
      const buckets = await vault.bucketsDue(Number.MAX_SAFE_INTEGER)
      const due = buckets.filter(({ bucket }) => bucket.start <= now)
      const next = Math.min(
        ...buckets.filter(({ bucket }) => bucket.start > now).map(({ bucket }) => bucket.start),
        Number.MAX_SAFE_INTEGER,
      )
      const messages: { key: number; message: ReturnType<typeof decoded>[number]['message'] }[] = []
      for (const key of due.flatMap((d) => d.messages)) {
        messages.push(...(await vault.readMessages({ from: key, to: key })).flatMap(decoded))
      }
      return { messages, next }
    },
  }
}

/** A message whose key is gone is gone. */
function decoded(read: KeptRead) {
  if ('lost' in read) return []
  const message = decodeMessage(read.bytes)
  if (typeof message === 'string') throw new Error('a kept message does not decode')
  return [{ key: read.key, message: message.value }]
}
