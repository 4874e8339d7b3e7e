/** Carries pieces between the shelf and the engine's turns, which wait for neither reading nor writing. */
import type { Effect } from '../effects.ts'
import type { Input } from '../engine.ts'
import type { EngineEvent } from '../events.ts'
import { StorageError } from '../ports/store.ts'
import type { Shelf } from './shelf.ts'

type PieceEffect = Extract<Effect, { kind: 'read-piece' | 'keep-piece' | 'drop-pieces' }>
type KeepPiece = Extract<PieceEffect, { kind: 'keep-piece' }>

export interface Porter {
  carry(effect: PieceEffect): void
  /** Resolves when nothing is being read or written any more; from now on nothing new begins to be sent. */
  close(): Promise<void>
}

interface Parts {
  readonly shelf: Shelf
  readonly push: (input: Input) => void
  readonly onEvent: (event: EngineEvent) => void
  readonly fail: (error: unknown) => void
}

export function porterOf({ shelf, push, onEvent, fail }: Parts): Porter {
  const carrying = new Set<Promise<void>>()
  /** By message: how many of its pieces are being written. */
  const keeping = new Map<string, number>()
  let closing = false

  async function keep({ name, body, of, quiet }: KeepPiece): Promise<void> {
    const message = `${of.conversation}/${of.message}`
    keeping.set(message, (keeping.get(message) ?? 0) + 1)
    const failed = await shelf.cache(name, body).catch((error: unknown) => {
      // Nothing else depends on it: it lies at the server still.
      if (!(error instanceof StorageError) || error.why !== 'disk-full') throw error
      return 'no-room' as const
    })
    const left = keeping.get(message)! - 1
    if (left === 0) keeping.delete(message)
    else keeping.set(message, left)
    if (failed !== undefined) onEvent({ kind: 'transfer', ...of, why: failed })
    // Writes end in any order: whoever is told last sees all of them.
    else if (!quiet || left === 0) onEvent({ kind: 'transfer', ...of })
  }

  async function done(effect: PieceEffect): Promise<void> {
    if (effect.kind === 'keep-piece') return keep(effect)
    if (effect.kind === 'drop-pieces') return shelf.drop(effect.name)
    const body = await shelf.read(effect.name)
    if (!closing) push({ kind: 'piece-read', of: effect.of, body })
  }

  return {
    carry(effect) {
      const mine = done(effect)
        .catch(fail)
        .finally(() => carrying.delete(mine))
      carrying.add(mine)
    },
    async close() {
      closing = true
      await Promise.all(carrying)
    },
  }
}
