/** Files that were chosen, each made ready as what it is to be sent as. */
import { useEffect, useState } from 'preact/hooks'
import type { PhoneRefusal } from '../../boundary.ts'
import { Refusal } from '../../store/office.ts'
import { preparePicture, type PreparedPicture } from './prepare.ts'

export interface ChosenFile {
  readonly key: number
  readonly file: File
  /** `reading`: being made ready. A refusal: it is no picture that can be sent as one. */
  readonly picture: PreparedPicture | 'reading' | PhoneRefusal
}

/** Made ready one after the other: each takes much memory. */
export function useChosen(files: readonly File[]): [readonly ChosenFile[], (key: number) => void] {
  const [chosen, setChosen] = useState<readonly ChosenFile[]>(() =>
    files.map((file, key) => ({ key, file, picture: isSaidPicture(file) ? 'reading' : 'bad-file' })),
  )
  useEffect(() => {
    let over = false
    const settle = (key: number, picture: ChosenFile['picture']): void =>
      setChosen((all) => all.map((one) => (one.key === key ? { ...one, picture } : one)))
    void (async () => {
      for (const { key, file, picture } of chosen) {
        if (picture !== 'reading') continue
        if (over) return
        settle(key, await prepared(file))
      }
    })()
    return () => {
      over = true
    }
  }, [])
  return [chosen, (key) => setChosen((all) => all.filter((one) => one.key !== key))]
}

async function prepared(file: File): Promise<PreparedPicture | PhoneRefusal> {
  try {
    return await preparePicture(file)
  } catch (error) {
    if (error instanceof Refusal) return error.why
    throw error
  }
}

/** By its name; what it really is, reading shows. */
const isSaidPicture = ({ type, name }: File): boolean =>
  type.startsWith('image/') || /\.(jpe?g|png|webp|hei[cf])$/i.test(name)

export const isPicture = (picture: ChosenFile['picture']): picture is PreparedPicture => typeof picture === 'object'
