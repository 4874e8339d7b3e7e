/** Addresses of what is in memory. Each ends with what shows it. */
import { effect } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { locking } from '../../store/house.ts'
import { ask, Refusal } from '../../store/office.ts'
import { pictureIn } from './bounds.ts'

/** Undefined where there is nothing, and until it has been drawn once. */
export function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string | undefined>(undefined)
  useEffect(() => {
    if (blob === undefined) return undefined
    const made = URL.createObjectURL(blob)
    setUrl(made)
    // A page that goes does not take along what a browser keeps of its pictures.
    const endLocking = effect(() => {
      if (locking.value) URL.revokeObjectURL(made)
    })
    return () => {
      endLocking()
      URL.revokeObjectURL(made)
      setUrl(undefined)
    }
  }, [blob])
  return url
}

/** `odd`: it is none that is drawn here. */
export type FoundPicture = Blob | 'odd' | undefined

/** The picture that hangs on a message, in memory for as long as it is `wanted`. */
export function usePicture(to: string, message: number, wanted: boolean): [FoundPicture, () => void] {
  const [found, setFound] = useState<FoundPicture>(undefined)
  useEffect(() => {
    if (!wanted) return undefined
    let over = false
    void pictureOf(to, message).then((picture) => {
      if (!over) setFound(picture)
    })
    return () => {
      over = true
      setFound(undefined)
    }
  }, [to, message, wanted])
  return [found, () => setFound('odd')]
}

async function pictureOf(to: string, message: number): Promise<FoundPicture> {
  try {
    const blob = await ask('attachment', { to, message })
    return blob === null ? undefined : ((await pictureIn(blob)) ?? 'odd')
  } catch (error) {
    if (error instanceof Refusal) return 'odd'
    throw error
  }
}
