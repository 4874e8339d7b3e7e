/** Keeps what is being written: some time after the last key, and at once when somebody leaves. */
import type { ShownMessage } from '@ebb/engine'
import { useEffect, useRef } from 'preact/hooks'
import { order } from './arrange.ts'

/** Milliseconds after the last key. */
const patience = 700

export interface Draft {
  readonly text: string
  readonly replyTo: ShownMessage | undefined
}

/** `kept`: what the draft was when writing began. Returns how to forget it at once, after sending. */
export function useKeptDraft(to: string, draft: Draft, kept: string): () => void {
  const last = useRef({ text: kept, replyTo: draft.replyTo?.number })
  const latest = useRef(draft)
  latest.current = draft
  const keep = ({ text, replyTo }: Draft): void => {
    if (text === last.current.text && (text === '' || replyTo?.number === last.current.replyTo)) return
    last.current = { text, replyTo: replyTo?.number }
    void order({ do: 'draft', to, text, ...(replyTo !== undefined && { replyTo: replyTo.number }) })
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
  return () => {
    latest.current = { text: '', replyTo: undefined }
    keep(latest.current)
  }
}
