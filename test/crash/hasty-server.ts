/** A server that acknowledges before it writes: bodies reach their files a third of a second later. A proof must catch it. */
import * as fs from 'node:fs'
import process from 'node:process'
import { startServer } from '@ebb/server'
import { readArguments } from '../../apps/server/src/arguments.ts'
import type { Disk } from '../../apps/server/src/log/disk.ts'

const late = 300
const bodies = new Set<number>()
const disk: Disk = {
  ...fs,
  openSync: ((path: string, ...of: [string, number?]) => {
    const fd = fs.openSync(path, ...of)
    if (/buckets.\d+$/.test(path) && of[0] === 'r+') bodies.add(fd)
    return fd
  }) as typeof fs.openSync,
  writeSync: ((fd: number, bytes: Uint8Array, ...[from, length, at]: [number, number, number]) => {
    if (!bodies.has(fd)) return fs.writeSync(fd, bytes, from, length, at)
    const copy = bytes.slice(from, from + length)
    setTimeout(() => fs.writeSync(fd, copy, 0, length, at), late)
    return length
  }) as typeof fs.writeSync,
}

const args = readArguments(process.argv.slice(2))
if (typeof args === 'string') throw new Error(args)
const server = await startServer({ data: args.data, port: args.port, disk })
process.stdout.write(`${JSON.stringify({ event: 'ready', url: server.url, invite: server.invite })}\n`)
