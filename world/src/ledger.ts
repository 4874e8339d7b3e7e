/** What people said, asked for and saw, written down outside of everything that is being tested. */
import type { ShownMessage } from '@ebb/engine'

export interface Said {
  readonly text: string
  readonly from: string
  readonly to: string
  /** The how manieth from this person to that one. */
  readonly place: number
  /** The sender's clock. */
  readonly claimed: number
  /** The longest it may live from then on, in seconds. */
  readonly ceiling: number
  readonly afterRead: number | null
  /** The sender's device has answered: from now on it must not get lost. */
  kept: boolean
  acknowledged: boolean
  /** Taken back by its sender: nobody waits for it any more. */
  takenBack: boolean
  /** Taken back for everyone by a command that was done. */
  deletedForEveryone: boolean
  /** The reader's clock when it had been seen. */
  seen: number | undefined
}

/** What one person's device shows at one moment. */
export interface Glimpse {
  readonly who: string
  /** By this device's clock. */
  readonly now: number
  /** By the other side's name. */
  readonly chats: ReadonlyMap<string, readonly ShownMessage[]>
  /** By the other side's name: what the list of conversations counts. */
  readonly counts: ReadonlyMap<string, { readonly unread: number; readonly queued: number }>
}

export class Ledger {
  readonly said = new Map<string, Said>()
  /** By who saw it and text: its number there. */
  readonly everShown = new Map<string, number>()
  /**
   * Those who were away for longer than a server keeps commits and letters: what was sent to them may be lost, and a
   * channel into which they never came stays without them.
   */
  readonly absentees = new Set<string>()
  readonly #places = new Map<string, number>()
  readonly #shortest = new Map<string, number>()

  say(of: Pick<Said, 'from' | 'to' | 'claimed' | 'ceiling' | 'afterRead'>): Said {
    const pair = `${of.from}→${of.to}`
    const place = (this.#places.get(pair) ?? 0) + 1
    this.#places.set(pair, place)
    const said: Said = {
      ...of,
      text: `${pair} ${place}`,
      place,
      kept: false,
      acknowledged: false,
      takenBack: false,
      deletedForEveryone: false,
      seen: undefined,
    }
    this.said.set(said.text, said)
    return said
  }

  /** By the sender's clock; undefined where nothing was said yet. */
  lastSaid(from: string, to: string): number | undefined {
    const pair = `${from}→${to}`
    return this.said.get(`${pair} ${this.#places.get(pair) ?? 0}`)?.claimed
  }

  /** Somebody wants this ceiling between the two: whatever comes may be cut to it. */
  timerWanted(a: string, b: string, ceiling: number): void {
    for (const pair of [`${a}→${b}`, `${b}→${a}`])
      this.#shortest.set(pair, Math.min(this.#shortest.get(pair) ?? Infinity, ceiling))
  }

  /** Until when, by its sender's clock, nobody may have forgotten it. */
  livesUntil(said: Said): number {
    return said.claimed + Math.min(said.ceiling, this.#shortest.get(`${said.from}→${said.to}`) ?? Infinity)
  }

  /** Writes down what is shown; the number under which each text was seen first stays. */
  see({ who, chats }: Glimpse): void {
    for (const messages of chats.values()) {
      for (const { text, number } of messages) {
        const key = `${who}: ${text}`
        if (!this.everShown.has(key)) this.everShown.set(key, number)
      }
    }
  }

  wasShown(who: string, text: string): boolean {
    return this.everShown.has(`${who}: ${text}`)
  }
}
