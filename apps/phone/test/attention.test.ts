import { expect, it, vi } from 'vitest'
import { attentionTo } from '../src/house/attention.ts'

it('goes on at once where nobody has asked', async () => {
  const own = vi.fn<() => Promise<void>>(async () => undefined)
  const attention = attentionTo(own, () => 1000)
  await attention.pause()
  expect(own).toHaveBeenCalledTimes(1)
})

it('waits until what was asked for has been drawn, also what is asked for meanwhile', async () => {
  vi.useFakeTimers()
  try {
    const attention = attentionTo(
      async () => undefined,
      () => Date.now(),
    )
    const begun = Date.now()
    let over: number | undefined
    attention.asked()
    void attention.pause().then(() => (over = Date.now() - begun))
    await vi.advanceTimersByTimeAsync(300)
    attention.asked()
    await vi.advanceTimersByTimeAsync(399)
    expect(over).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1000)
    expect(over).toBe(700)
  } finally {
    vi.useRealTimers()
  }
})
