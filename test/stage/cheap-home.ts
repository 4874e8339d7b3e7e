/**
 * Homes whose passphrase costs little to try: made here through the vault's own door, because no program of ours makes
 * such a home. For tests that start clients by the hundred.
 */
import { createVault } from '@ebb/engine'
import { homeFolder, systemRandom } from '@ebb/node'
import { clientMain, runToEnd } from './processes.ts'

const cost = { memoryKiB: 8, passes: 1 }

export async function makeCheapHome(dir: string, passphrase: string): Promise<void> {
  const { store, keyring } = await homeFolder(dir, { create: true })
  const vault = await createVault({ store, keyring, passphrase, random: systemRandom, cost })
  await vault.close()
}

/** Joins with the client's own command. */
export async function joinAs(name: string, dir: string, passphrase: string, link: string): Promise<void> {
  await mustRun(dir, passphrase, ['join', link, '--name', name])
}

export async function inviteFrom(dir: string, passphrase: string): Promise<string> {
  return (await mustRun(dir, passphrase, ['invite'])).trim()
}

async function mustRun(dir: string, passphrase: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runToEnd(clientMain, ['--home', dir, ...args], { EBB_PASSPHRASE: passphrase })
  if (code !== 0) throw new Error(`ebb ${args[0]} ended with ${code}: ${stderr}`)
  return stdout
}
