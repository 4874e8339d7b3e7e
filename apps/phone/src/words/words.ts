/**
 * What the app says, in the language of the person. Each language is a module with the same members, checked by the
 * compiler; only the one in use is loaded. Plurals follow `Intl.PluralRules`.
 */
import { signal } from '@preact/signals'
import { attachment as enAttachment } from './en/attachment.ts'
import { group as enGroup } from './en/group.ts'
import { house as enHouse } from './en/house.ts'
import { kinds as enKinds } from './en/kinds.ts'
import { refusals as enRefusals } from './en/refusals.ts'
import { talk as enTalk } from './en/talk.ts'
import { voice as enVoice } from './en/voice.ts'
import { languages, preferences, type Language } from '../store/preferences.ts'

const english = {
  house: enHouse,
  talk: enTalk,
  group: enGroup,
  attachment: enAttachment,
  voice: enVoice,
  kinds: enKinds,
  refusals: enRefusals,
}
/** A word is a text or makes one; every language has the same. */
type Same<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...a: infer A) => string
      ? (...a: A) => string
      : Same<T[K]>
}
export type Words = Same<typeof english>

export const words = signal<Words>(english)
export const languageNames: { readonly [L in Language]: string } = { en: 'English', de: 'Deutsch', ar: 'العربية' }
const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr')
export { languages }

/** Loads and shows a language; the page's direction follows. */
export async function speak(language: Language): Promise<void> {
  words.value = await load(language)
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
}

async function load(language: Language): Promise<Words> {
  switch (language) {
    case 'en':
      return english
    case 'de':
      return (await import('./de/index.ts')).german
    case 'ar':
      return (await import('./ar/index.ts')).arabic
  }
}

/** Follows the preference. Once, by main, before the first paint. */
export const speakPreferred = (): Promise<void> => speak(preferences.value.language)
