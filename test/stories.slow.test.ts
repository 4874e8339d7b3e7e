/** Every story, with the real server and the real client, each in a folder of its own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { playStory } from './stories/play.ts'

const folder = fileURLToPath(new URL('stories/', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.story'))

describe.concurrent('stories', () => {
  for (const name of names) {
    // Some wait for a minute to end; the rest is a machine that does much else.
    test(name, { timeout: 480_000 }, async () => {
      const place = mkdtempSync(join(tmpdir(), 'ebb-story-'))
      try {
        await expect(playStory(readFileSync(join(folder, name), 'utf8'), place)).resolves.toBeUndefined()
      } finally {
        rmSync(place, { recursive: true, force: true })
      }
    })
  }
})
