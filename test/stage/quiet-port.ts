/**
 * A port that is free now and that nobody is given by asking for any: below the range from which systems give them.
 * A server that is stopped and started again in a test must find its port as it left it, whatever runs beside it.
 */
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

export async function quietPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
}

/**
 * Resolves when nobody listens there any more. A program that is just being started somewhere in this process holds a
 * copy of its sockets for some milliseconds, also of those that were closed meanwhile.
 */
export async function freeAgain(port: number): Promise<void> {
  while (!(await isFree(port))) await new Promise((resolve) => setTimeout(resolve, 20))
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
