#!/usr/bin/env -S node --max-semi-space-size=16
/** `ebb-server`, with `doctor`, `backup` and `restore`: the composition. Exit codes: 0 stopped or well, 1 refused or failed, 2 wrong usage. */
import process from 'node:process'
import { renderUnicodeCompact } from 'uqr'
import { readArguments, usage, type ServerArguments } from './arguments.ts'
import { backupCommand, readBackupArguments } from './backup/command.ts'
import { openS3Blobs } from './blobs/s3-blobs.ts'
import { readS3Credentials, type S3Place } from './blobs/s3-place.ts'
import { s3Requests } from './blobs/s3-requests.ts'
import { doctor } from './doctor/doctor.ts'
import { startServer, type RunningServer, type ServerConfig } from './server.ts'
import { StartRefusal } from './start-refusal.ts'

const [word, ...rest] = process.argv.slice(2)
if (word === 'backup' || word === 'restore') {
  const args = readBackupArguments(rest)
  if (typeof args === 'string') refuseUsage(args)
  const output = {
    out: (line: string) => void process.stdout.write(line),
    err: (line: string) => void process.stderr.write(line),
  }
  process.exit(await backupCommand(word, args, output, Math.floor(Date.now() / 1000)))
}
const args = readArguments(word === 'doctor' ? rest : process.argv.slice(2))
if (typeof args === 'string') refuseUsage(args)
if (word === 'doctor') {
  const patient = { data: args.data, origin: args.origin, now: Math.floor(Date.now() / 1000) }
  process.exit(await doctor(patient, args.json, (line) => void process.stdout.write(line)))
} else {
  await run(args)
}

function refuseUsage(why: string): never {
  process.stderr.write(`${why}\n${usage}\n`)
  process.exit(2)
}

async function run({ data, host, port, json, origin, ceiling, app, blobs, workers }: ServerArguments): Promise<void> {
  let server: RunningServer
  const write = (line: string): void => void (json ? process.stdout : process.stderr).write(line)
  // Log lines wait until the one line that says where the server is.
  let early: string[] | undefined = []
  try {
    server = await startServer({
      data,
      host,
      port,
      ceiling,
      app,
      workers,
      ...(origin !== undefined && { origin }),
      ...(blobs !== undefined && { blobs: inS3(blobs) }),
      // Of systemd; in memory, kept over a restart of the service where its unit says so, and over no other.
      ticketKeys: process.env['RUNTIME_DIRECTORY']?.split(':')[0],
      write: (line) => (early === undefined ? write(line) : void early.push(line)),
      // Only a new start can tell what is durable; whoever supervises this process makes one.
      broken: () => process.exit(1),
    })
  } catch (error) {
    if (!(error instanceof StartRefusal)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
  // Before it says that it is there: whoever reads that may stop it at once.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(server))
  announce(server, json)
  for (const line of early) write(line)
  early = undefined
}

/** Throws StartRefusal. */
function inS3(place: S3Place): NonNullable<ServerConfig['blobs']> {
  const requests = s3Requests(place, readS3Credentials(process.env), { timeout: 30_000, pauses: [200, 1000] })
  return (tools) => openS3Blobs({ ...tools, requests })
}

async function stop(server: RunningServer): Promise<void> {
  server.core.say('stopping', {})
  await server.close()
  server.core.say('stopped', {})
  process.exit(0)
}

function announce({ url, origin, invite }: RunningServer, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ event: 'ready', url: origin, invite })}\n`)
    return
  }
  process.stdout.write(`Ebb is here: ${origin}${origin === url ? '' : ` (listening at ${url})`}\n`)
  if (invite === null) return
  process.stdout.write(
    `\nThe first administrator's invitation, for one person and seven days:\n\n  ${invite}\n\n${renderUnicodeCompact(invite)}\n`,
  )
}
