/** Somebody with one device: an engine on a disk that forgets, a clock of their own, a line through the network. */
import { memoryPieces } from '@ebb/engine/acceptance'
import {
  createVault,
  openVault,
  startEngine,
  StorageError,
  type Answer,
  type Command,
  type Engine,
  type EngineEvent,
  type Vault,
} from '@ebb/engine'
import { tsMls, type Suite } from '@ebb/seal'
import { deviceClock, type DeviceClock, type WorldTime } from './clock.ts'
import { createForgettingDisk, type DiskOptions, type ForgettingDisk } from './disk/forgetting-disk.ts'
import type { FailMode } from './disk/disk-state.ts'
import type { Network } from './network.ts'
import { chanceOf } from './random.ts'

export interface PersonParts {
  readonly name: string
  readonly seed: string
  readonly time: WorldTime
  readonly network: Network
  readonly suite: Suite
  /** Seconds by which this device's clock goes wrong. */
  readonly ahead: number
  readonly disk?: DiskOptions
  readonly heard: (event: EngineEvent) => void
}

export class Person {
  readonly name: string
  readonly clock: DeviceClock
  readonly disk: ForgettingDisk
  /** False: the device has no network. */
  reachable = true
  /** Undefined while the device is without power. */
  engine: Engine | undefined
  /** The disk failed at a write; only opening everything anew helps. */
  broken = false
  /** The server does not want this device, until it is asked anew. */
  barred = false
  /** On a disk that forgets nothing. */
  readonly pieces = memoryPieces()
  readonly #parts: PersonParts
  readonly #random: (length: number) => Uint8Array

  constructor(parts: PersonParts) {
    this.#parts = parts
    this.name = parts.name
    this.clock = deviceClock(parts.time, parts.ahead)
    this.disk = createForgettingDisk({ slots: 512, ...parts.disk })
    this.#random = chanceOf(`${parts.seed} device of ${parts.name}`).bytes
  }

  /** Opens the home and starts the engine; false where the disk failed on the way. */
  async start(): Promise<boolean> {
    this.broken = false
    try {
      const vault = await this.#openVault()
      const { heard, network, suite, name } = this.#parts
      this.engine = await startEngine({
        vault,
        pieces: this.pieces,
        line: network.lineOf(name),
        clock: this.clock,
        random: this.#random,
        mls: tsMls,
        suite,
        onEvent: heard,
        onBroken: () => (this.broken = true),
      })
      return true
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      this.losePower()
      return false
    }
  }

  async #openVault(): Promise<Vault> {
    const parts = { ...this.disk.open(), passphrase: 'open', random: this.#random }
    const opened = await openVault(parts)
    if (!('refused' in opened)) return opened
    if (opened.refused !== 'empty') throw new Error(`the vault is refused: ${opened.refused}`)
    return createVault({ ...parts, cost: { memoryKiB: 8, passes: 1 } })
  }

  /** Undefined where the device died before it answered. */
  async command(command: Command): Promise<Answer | undefined> {
    try {
      return await this.engine?.command(command)
    } catch (error) {
      if (error instanceof StorageError) return undefined
      throw error
    }
  }

  /** One of the next writes fails, in one of the ways in which disks fail. */
  weakenDisk(after: number, mode: FailMode): void {
    this.disk.failAfter(after, mode)
  }

  /** At once, whatever is under way. */
  losePower(): void {
    this.engine = undefined
    this.clock.forget()
    this.#parts.network.ownerDied(this.name)
    this.disk.cut()
  }

  /** As people leave an app. */
  async leave(): Promise<void> {
    const engine = this.engine
    this.engine = undefined
    await engine?.close()
  }
}
