/** What is said about introducing people to each other, in the language of the person. */
import type { Language } from '../store/preferences.ts'
import type { introduction as english } from './en/introduction.ts'
import { useLateWords, type SameWords } from './late.ts'

export type IntroductionWords = SameWords<typeof english>

export const useIntroductionWords = (): IntroductionWords | undefined => useLateWords(load)

async function load(language: Language): Promise<IntroductionWords> {
  switch (language) {
    case 'en':
      return (await import('./en/introduction.ts')).introduction
    case 'de':
      return (await import('./de/introduction.ts')).introduction
    case 'ar':
      return (await import('./ar/introduction.ts')).introduction
  }
}
