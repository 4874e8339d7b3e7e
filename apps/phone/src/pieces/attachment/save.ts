/** A copy outside of the app. */
import { ask, Refusal } from '../../store/office.ts'
import { words } from '../../words/words.ts'
import { say as tell } from '../snackbar.tsx'

/** Milliseconds that browsers have to take what lies at an address. */
const patience = 20_000

/** Handed over as bytes of no meaning, so that no browser opens it in the app's own origin. */
export async function save(to: string, message: number, name: string): Promise<void> {
  try {
    const blob = await ask('attachment', { to, message })
    if (blob === null) return tell(words.value.refusals['unknown-message'])
    const url = URL.createObjectURL(blob.slice(0, blob.size, 'application/octet-stream'))
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), patience)
    tell(words.value.attachment.saved)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    tell(words.value.refusals[error.why])
  }
}
