/** Words that are needed rarely, so that they are fetched when they are. */
import { useEffect, useState } from 'preact/hooks'
import { preferences, type Language } from '../store/preferences.ts'

/** Every language has the same. */
export type SameWords<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...a: infer A) => string
      ? (...a: A) => string
      : SameWords<T[K]>
}

/** Undefined until they are here. */
export function useLateWords<T>(load: (language: Language) => Promise<T>): T | undefined {
  const { language } = preferences.value
  const [say, setSay] = useState<T | undefined>(undefined)
  useEffect(() => {
    let wanted = true
    void load(language).then((found) => wanted && setSay(() => found))
    return () => {
      wanted = false
    }
  }, [language])
  return say
}
