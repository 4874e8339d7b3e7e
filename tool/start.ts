/** `npm start`: the phone app, built if need be, then the server in this same process, with the same arguments. */
import { buildPhone } from './phone.ts'

// To stderr: with --json, the first line on stdout is the server's.
const { ok, output } = await buildPhone(() =>
  process.stderr.write('Building the phone app. This takes a few seconds.\n'),
)
if (output.trim() !== '') process.stderr.write(`${output.trimEnd()}\n`)
if (!ok)
  process.stderr.write('The phone app was not built; the server starts with what was built before, if anything.\n')
await import('../apps/server/src/main.ts')
