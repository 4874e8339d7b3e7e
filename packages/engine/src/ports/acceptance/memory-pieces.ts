/** Pieces that last as long as the process, for whoever simulates devices. */
import type { Pieces } from '../pieces.ts'

export function memoryPieces(): Pieces {
  const kept = new Map<string, Uint8Array>()
  const write = (name: string, bytes: Uint8Array): Promise<void> => Promise.resolve(void kept.set(name, bytes.slice()))
  return {
    write,
    cache: write,
    read: (name) => Promise.resolve(kept.get(name)?.slice()),
    remove: (names) => Promise.resolve(names.forEach((name) => kept.delete(name))),
    names: () => Promise.resolve([...kept.keys()]),
  }
}
