/** For what comes about by itself, at the latest in as much time as the phones are given everywhere. */
import { expect } from 'vitest'

export async function expectSoon<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  await expect.poll(look, { timeout: 20_000 }).toEqual(wanted)
}
