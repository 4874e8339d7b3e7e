/** The passphrase comes from a prompt or `EBB_PASSPHRASE`, never from the command line, where others could read it. */
import { Refused } from './refused.ts'

export async function askPassphrase(fresh: boolean): Promise<string> {
  const given = process.env['EBB_PASSPHRASE']
  if (given !== undefined && given !== '') return given
  if (!process.stdin.isTTY)
    throw new Refused('no-passphrase', 'There is nobody to ask for the passphrase. Set EBB_PASSPHRASE.')
  const { password, isCancel } = await import('@clack/prompts')
  const ask = async (message: string): Promise<string> => {
    const answer = await password({ message, validate: (text) => (text ? undefined : 'It cannot be empty.') })
    if (isCancel(answer)) throw new Refused('cancelled', 'Cancelled. Nothing was changed.')
    return answer
  }
  const first = await ask(fresh ? 'Choose a passphrase; nobody can restore it' : 'Passphrase')
  if (fresh && (await ask('Once more')) !== first)
    throw new Refused('not-equal', 'The two were not the same. Try again.')
  return first
}
