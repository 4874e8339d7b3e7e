/** Where the server listens, and that it comes back there. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { StartRefusal } from './start-refusal.ts'

export interface ListenAt {
  readonly host: string
  readonly port: number
  /** Where it was last time. A second start on port 0 comes back where its clients look for it. */
  readonly last: number | undefined
  /** Milliseconds in which a port may become free: fronts of an owner that was killed end a moment after it. */
  readonly patience: number
}

/** Returns the port. Throws StartRefusal. */
export async function listen(http: Server, { host, port, last, patience }: ListenAt): Promise<number> {
  const end = performance.now() + patience
  const tryUntil = async (which: number): Promise<NodeJS.ErrnoException | undefined> => {
    for (;;) {
      const failed = await tryListen(http, host, which)
      if (failed?.code !== 'EADDRINUSE' || performance.now() > end) return failed
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  if (port === 0 && last !== undefined && (await tryUntil(last)) === undefined) return last
  const error = await tryUntil(port)
  if (error === undefined) return (http.address() as AddressInfo).port
  if (error.code === 'EADDRINUSE')
    throw new StartRefusal(`Port ${port} is in use. Stop what uses it, or give --listen another port.`)
  if (error.code === 'EACCES')
    throw new StartRefusal(`Port ${port} needs more rights. Give --listen a port above 1023 and put a proxy in front.`)
  throw new StartRefusal('The address cannot be listened on. Give --listen an address of this machine.')
}

const tryListen = (http: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> =>
  new Promise((done) => {
    const over = (error?: NodeJS.ErrnoException): void => {
      http.off('error', over)
      http.off('listening', over)
      done(error)
    }
    http.once('error', over)
    http.once('listening', over)
    http.listen({ host, port, backlog: 4096 })
  })

export function lastPort(data: string): number | undefined {
  const path = join(data, 'port')
  const port = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}

export const rememberPort = (data: string, port: number): void => {
  try {
    writeFileSync(join(data, 'port'), String(port), { mode: 0o600 })
  } catch {
    // A convenience only; a full disk must not stop a server that can still be read from.
  }
}
