/** What lies in memory beside a database changes with the transaction, and goes back when that does not come to be. */
export class Undo {
  #steps: (() => void)[] = []

  add(step: () => void): void {
    this.#steps.push(step)
  }

  committed(): void {
    this.#steps = []
  }

  rolledBack(): void {
    for (const step of this.#steps.splice(0).toReversed()) step()
  }
}
