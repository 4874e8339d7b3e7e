/** What the app promises, in the language of the person: long, and read rarely, so it is fetched when it is wanted. */
import type { Language } from '../store/preferences.ts'
import type { promises as english } from './en/promises.ts'

export interface PromisePoint {
  readonly title: string
  readonly text: string
}

type Points<Of extends 'is' | 'isNot'> = { readonly [Name in keyof (typeof english)[Of]]: PromisePoint }

/** Every language makes the same points. */
export interface PromiseWords {
  readonly title: string
  readonly intro: string
  readonly isTitle: string
  readonly is: Points<'is'>
  readonly isNotTitle: string
  readonly isNot: Points<'isNot'>
}

export async function loadPromises(language: Language): Promise<PromiseWords> {
  switch (language) {
    case 'en':
      return (await import('./en/promises.ts')).promises
    case 'de':
      return (await import('./de/promises.ts')).promises
    case 'ar':
      return (await import('./ar/promises.ts')).promises
  }
}
