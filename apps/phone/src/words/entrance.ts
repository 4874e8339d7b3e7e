/** What is said about links into groups, in the language of the person. */
import type { Language } from '../store/preferences.ts'
import type { entrance as english } from './en/entrance.ts'
import { useLateWords, type SameWords } from './late.ts'

export type EntranceWords = SameWords<typeof english>

export const useEntranceWords = (): EntranceWords | undefined => useLateWords(load)

async function load(language: Language): Promise<EntranceWords> {
  switch (language) {
    case 'en':
      return (await import('./en/entrance.ts')).entrance
    case 'de':
      return (await import('./de/entrance.ts')).entrance
    case 'ar':
      return (await import('./ar/entrance.ts')).entrance
  }
}
