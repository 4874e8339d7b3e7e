/** Keeps what is being written: some time after the last key, and at once when somebody leaves. */
import type { ShownMessage } from '@ebb/engine'
import { useEffect, useRef } from 'preact/hooks'
import { keepNewDraft } from '../store/new-drafts.ts'
import { ask, Refusal } from '../store/office.ts'

/** Milliseconds after the last key. */
const patience = 700

export interface Draft {
  readonly text: string
  readonly replyTo: ShownMessage | undefined
}

export interface KeptDraft {
  /** At once. */
  keep(): void
  /** Nothing is written any more, which is not drawn yet. */
  end(): void
}

/**
 * `kept`: what the draft was when writing began; undefined: there is no conversation yet that could keep one, so the page
 * remembers it.
 */
export function useKeptDraft(to: string, draft: Draft, kept: string | undefined): KeptDraft {
  const last = useRef({ text: kept ?? '', replyTo: draft.replyTo?.number })
  const latest = useRef(draft)
  const keeps = useRef(false)
  keeps.current = kept !== undefined
  latest.current = draft
  const keep = ({ text, replyTo }: Draft): void => {
    keepNewDraft(to, keeps.current ? '' : text)
    if (!keeps.current) return
    if (text === last.current.text && (text === '' || replyTo?.number === last.current.replyTo)) return
    last.current = { text, replyTo: replyTo?.number }
    void keepDraft(to, text, replyTo?.number)
  }
  useEffect(() => {
    const timer = setTimeout(() => keep(latest.current), patience)
    return () => clearTimeout(timer)
  }, [draft.text, draft.replyTo?.number])
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === 'hidden') keep(latest.current)
    }
    document.addEventListener('visibilitychange', leave)
    return () => {
      document.removeEventListener('visibilitychange', leave)
      keep(latest.current)
    }
  }, [])
  return {
    keep: () => keep(latest.current),
    end: () => void (latest.current = { text: '', replyTo: undefined }),
  }
}

/** What is refused is not worth a word: the text is still before their eyes. */
async function keepDraft(to: string, text: string, replyTo: number | undefined): Promise<void> {
  try {
    await ask('command', { do: 'draft', to, text, ...(replyTo !== undefined && { replyTo }) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // What it answers has vanished meanwhile.
    if (error.why === 'unknown-message' && replyTo !== undefined) await keepDraft(to, text, undefined)
  }
}
