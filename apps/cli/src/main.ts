/** `ebb`, the terminal client: the same engine as on the phone, put together for this machine. */
import type { Machine } from './machine.ts'
import { runProgram } from './program.ts'

process.exitCode = await runProgram(process.argv.slice(2), machine)

/** Loaded when a command needs it: wrong usage is answered without. */
async function machine(): Promise<Machine> {
  const [{ homeFolder, isHome, systemClock, systemRandom, webSocketLine }, { tsMls }] = await Promise.all([
    import('@ebb/node'),
    import('@ebb/engine'),
  ])
  return {
    clock: systemClock,
    random: systemRandom,
    line: webSocketLine(),
    mls: tsMls,
    isHome,
    openHome: (dir, create) => homeFolder(dir, { create }),
  }
}
