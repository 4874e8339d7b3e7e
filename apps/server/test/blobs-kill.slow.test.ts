/** The server as a process, with blobs in files and in S3: killed while they are put, started again; and wrong settings. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bucketOf, sameBytes } from '@ebb/protocol'
import { readArguments } from '../src/arguments.ts'
import { comeIn, firstPerson, random, type TestLine } from './client.ts'
import { startS3, type S3Server } from './s3-server.ts'

const keys = { accessKeyId: 'an-access-key', secretAccessKey: 'a-secret-that-nobody-logs', region: 'eu-test-1' }
const rightKeys = { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
let data: string
let s3: S3Server
const running: (() => void)[] = []
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-blobs-kill-'))
  s3 = await startS3(keys, 'ebb')
})
afterEach(async () => {
  for (const kill of running.splice(0)) kill()
  await s3.close()
  rmSync(data, { recursive: true, force: true })
})

interface Program {
  readonly exit: Promise<number | null>
  readonly ready: Promise<{ origin: string; invite: string | null }>
  readonly said: () => string
  readonly kill: () => void
}
function run(blobs: string, credentials: { [name: string]: string } = rightKeys): Program {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = process.env
  const args = ['--data', data, '--listen', '127.0.0.1:0', '--json', '--blobs', blobs]
  const child = spawn(process.execPath, [main, ...args], { env: { ...rest, ...credentials } })
  let said = ''
  const ready = new Promise<{ origin: string; invite: string | null }>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const line = /^\{"event":"ready".*$/m.exec(said)?.[0]
      if (line === undefined) return
      const { url, invite } = JSON.parse(line) as { url: string; invite: string | null }
      resolve({ origin: url, invite })
    })
  })
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const kill = (): void => void child.kill('SIGKILL')
  running.push(kill)
  return { exit, ready, said: () => said, kill }
}
const inS3 = (): string => `s3:${s3.url}?region=${keys.region}`

/** Four at a time until the line breaks; the blobs that were acknowledged. */
async function putUntilCut(line: TestLine): Promise<{ id: Uint8Array; body: Uint8Array }[]> {
  const kept: { id: Uint8Array; body: Uint8Array }[] = []
  const now = Math.floor(Date.now() / 1000)
  const one = async (): Promise<void> => {
    for (;;) {
      const [id, body] = [random(16), random(200_000)]
      const answer = await line
        .word({ kind: 'put-blob', id, bucket: bucketOf(now + 7200, now), body })
        .catch(() => 'cut')
      if (answer !== 'done') return
      kept.push({ id, body })
    }
  }
  await Promise.all([one(), one(), one(), one()])
  return kept
}

describe('killed while blobs are put, it has kept every one that it acknowledged', () => {
  test.each(['in files', 'in S3'])('%s', async (where) => {
    const blobs = where === 'in files' ? 'files' : inS3()
    const first = run(blobs)
    const before = await first.ready
    const person = await firstPerson(before)
    const line = await comeIn(before.origin, person)
    const putting = putUntilCut(line)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    first.kill()
    await first.exit
    const kept = await putting
    expect(kept.length).toBeGreaterThan(3)
    const second = run(blobs)
    const again = await comeIn((await second.ready).origin, person)
    for (const { id, body } of kept) {
      const got = await again.ask({ kind: 'get-blob', id })
      expect(got.kind === 'blob' && sameBytes(got.body, body)).toBe(true)
    }
    again.close()
    for (const said of [first.said(), second.said()]) {
      expect(said).not.toContain(keys.secretAccessKey)
      expect(said).not.toContain(keys.accessKeyId)
    }
  })
})

describe('it does not start, and says in one line what to do, without a secret in it', () => {
  const cases: {
    [name: string]: { blobs: () => string; with?: { [name: string]: string }; line: RegExp }
  } = {
    'no credentials': {
      blobs: inS3,
      with: {},
      line: /^--blobs s3: needs credentials\. Set AWS_ACCESS_KEY_ID and .*\n$/,
    },
    'a wrong secret': {
      blobs: inS3,
      with: { ...rightKeys, AWS_SECRET_ACCESS_KEY: 'this-is-wrong' },
      line: /^The S3 store of --blobs refuses the credentials\. .*\n$/,
    },
    'nothing there': {
      blobs: () => 's3:http://127.0.0.1:9/ebb',
      line: /^The S3 store of --blobs cannot be reached\. .*\n$/,
    },
  }
  for (const [name, { blobs, with: credentials, line }] of Object.entries(cases))
    test(name, async () => {
      const program = run(blobs(), credentials)
      expect(await program.exit).toBe(1)
      expect(program.said()).toMatch(line)
      expect(program.said()).not.toMatch(/an-access-key|a-secret-that|this-is-wrong/)
    })

  test('what was refused holds nothing that stands in the way of the next start', async () => {
    const refused = run(inS3(), { ...rightKeys, AWS_SECRET_ACCESS_KEY: 'this-is-wrong' })
    expect(await refused.exit).toBe(1)
    expect((await run(inS3()).ready).invite).not.toBeNull()
  })

  const wrong: { [what: string]: string } = {
    'credentials in the address': `s3:https://${keys.accessKeyId}:${keys.secretAccessKey}@s3.example/ebb`,
    'a secret in the query': `s3:https://s3.example/ebb?secret=${keys.secretAccessKey}`,
    'plain http to elsewhere': 's3:http://s3.example/ebb',
    'no bucket': 's3:https://s3.example',
    'something else': 'elsewhere',
  }
  test.each(Object.entries(wrong))('%s is no place for blobs', (_, blobs) => {
    expect(readArguments(['--blobs', blobs])).toBe(
      '--blobs takes files, or s3:https://HOST/BUCKET?region=REGION without credentials; plain http: only on this machine',
    )
  })

  test('a place is read as it was written, and its region is the usual one where none is given', () => {
    expect(readArguments([])).toMatchObject({ blobs: undefined })
    expect(readArguments(['--blobs', 's3:https://s3.example:9000/ebb-blobs?region=eu-west-1'])).toMatchObject({
      blobs: { url: 'https://s3.example:9000/ebb-blobs', region: 'eu-west-1' },
    })
    expect(readArguments(['--blobs', 's3:https://s3.example/ebb'])).toMatchObject({
      blobs: { url: 'https://s3.example/ebb', region: 'us-east-1' },
    })
  })
})
