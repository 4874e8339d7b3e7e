/**
 * Writes a folder of `test/old`: two homes and a server's data as this version leaves them. Run once per version of the stored
 * formats, never again for the same one: what was written then must open now. `node test/old/make.ts DIR`.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientMain, runToEnd } from '../stage/processes.ts'
import { inviteFrom, joinAs, makeCheapHome } from '../stage/cheap-home.ts'
import { ServerProcess } from '../stage/server-process.ts'
import { oldPassphrase } from './old-data.ts'

const to = process.argv[2]
if (to === undefined) throw new Error('Say where to: node test/old/make.ts DIR.')
const dir = mkdtempSync(join(tmpdir(), 'ebb-old-'))
const home = (name: string): string => join(dir, name)
const ebb = async (name: string, ...args: string[]): Promise<void> => {
  const { code, stderr } = await runToEnd(clientMain, ['--home', home(name), ...args], {
    EBB_PASSPHRASE: oldPassphrase,
  })
  if (code !== 0) throw new Error(stderr)
}

const server = new ServerProcess(home('server'))
await server.start()
for (const name of ['alice', 'bob']) await makeCheapHome(home(name), oldPassphrase)
await joinAs('alice', home('alice'), oldPassphrase, server.invite!)
await joinAs('bob', home('bob'), oldPassphrase, await inviteFrom(home('alice'), oldPassphrase))
await ebb('alice', 'send', '@bob', 'Written by an older version.')
await ebb('bob', 'read', '@alice')
await ebb('bob', 'send', '@alice', 'And answered by it.')
await ebb('alice', 'timer', '@bob', '--ceiling', '1w')
await ebb('alice', 'send', '@bob', 'Not fetched yet.')
await server.stop()

mkdirSync(to, { recursive: true })
for (const name of ['alice', 'bob', 'server']) cpSync(home(name), join(to, name), { recursive: true })
writeFileSync(join(to, 'made.json'), `${JSON.stringify({ at: Math.floor(Date.now() / 1000), origin: server.url })}\n`)
rmSync(dir, { recursive: true })
