/**
 * Group commit by event-loop turn: what arrives in one turn is written together and made durable by one flush. While a
 * write is under way, the next group gathers. No timer, and no promise per item.
 */
export interface GroupCommitPlan<Item, Outcome> {
  /** All or nothing; outcomes in the order of the items. */
  readonly write: (items: readonly Item[]) => Promise<readonly Outcome[]>
  /** After the group is durable. */
  readonly settle: (items: readonly Item[], outcomes: readonly Outcome[]) => void
  /** Nothing of the group is there. */
  readonly fail: (items: readonly Item[], error: unknown) => void
  /** Runs a function at the end of this turn: `setImmediate`, or a simulation's. */
  readonly soon: (run: () => void) => void
}

export class GroupCommit<Item, Outcome> {
  readonly #plan: GroupCommitPlan<Item, Outcome>
  #waiting: Item[] = []
  #busy = false
  #whenIdle: (() => void)[] = []

  constructor(plan: GroupCommitPlan<Item, Outcome>) {
    this.#plan = plan
  }

  add(item: Item): void {
    this.#waiting.push(item)
    if (this.#busy) return
    this.#busy = true
    this.#plan.soon(() => void this.#run())
  }

  /** Resolves when nothing waits and nothing is being written. */
  async idle(): Promise<void> {
    if (this.#busy) await new Promise<void>((resolve) => this.#whenIdle.push(resolve))
  }

  async #run(): Promise<void> {
    const items = this.#waiting
    this.#waiting = []
    let outcomes: readonly Outcome[] | undefined
    try {
      outcomes = await this.#plan.write(items)
    } catch (error) {
      this.#plan.fail(items, error)
    }
    if (outcomes !== undefined) this.#plan.settle(items, outcomes)
    if (this.#waiting.length > 0) return this.#plan.soon(() => void this.#run())
    this.#busy = false
    for (const resolve of this.#whenIdle.splice(0)) resolve()
  }
}
