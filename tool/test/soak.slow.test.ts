/** The soak, for seconds: that it counts, judges and draws. An hour of it is `npm run proof -- soak`. */
import { expect, test } from 'vitest'
import { grown, picture, soak, type Sample } from '../../bench/load/soak.ts'

test('everything that is sent is read, each sample has its figures, and the picture shows them', async () => {
  const seen: number[] = []
  const { samples, sent, acknowledged, delivered } = await soak({
    seconds: 5,
    every: 2,
    rate: 200,
    seen: (so) => void seen.push(so.length),
  })
  expect([sent, acknowledged, delivered]).toEqual([1000, 1000, 1000])
  expect(seen).toEqual([1, 2, 3])
  for (const sample of samples) {
    expect(sample.p50).toBeGreaterThan(0)
    expect(sample.p99).toBeGreaterThanOrEqual(sample.p50)
    expect(sample.heap).toBeGreaterThan(1)
    expect(sample.resident).toBeGreaterThan(sample.heap)
  }
  const drawn = picture(samples)
  expect(drawn.match(/<path class="p [a-d]" d="M[\d.]+ [\d.]+L/g)).toHaveLength(4)
  expect(drawn).toContain('prefers-color-scheme:dark')
})

test('what grows by more than a tenth from the second quarter to the last is named', () => {
  const flat: Sample = { seconds: 0, delivered: 30_000, p50: 2, p99: 9, resident: 150, heap: 40 }
  const samples = Array.from({ length: 16 }, (_, i) => ({ ...flat, seconds: i * 30, resident: 150 + i }))
  expect(grown(samples)).toEqual([])
  const growing = samples.map((sample, i) => ({ ...sample, heap: 40 + i }))
  expect(grown(growing)).toEqual(['heap went from 46 in the second quarter to 54 in the last'])
})
