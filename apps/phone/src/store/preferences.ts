/** What this browser remembers that is no secret: language, locking, notifications. Nothing of any conversation. */
import { signal } from '@preact/signals'

export const languages = ['en', 'de', 'ar'] as const
export type Language = (typeof languages)[number]

export interface Preferences {
  readonly language: Language
  /** Minutes without use after which the app locks; null: only by hand, or with its last tab. */
  readonly lockAfter: number | null
  readonly notifications: 'none' | 'generic'
}

const place = 'ebb.preferences'

export const preferences = signal<Preferences>(load())

export function prefer(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...change }
  localStorage.setItem(place, JSON.stringify(preferences.value))
}

function load(): Preferences {
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en'
  const usual: Preferences = { language: spoken, lockAfter: 5, notifications: 'none' }
  const found: unknown = parse(localStorage.getItem(place))
  if (typeof found !== 'object' || found === null) return usual
  const kept = found as Record<string, unknown>
  return {
    language: isLanguage(kept['language']) ? kept['language'] : usual.language,
    lockAfter:
      kept['lockAfter'] === null || typeof kept['lockAfter'] === 'number' ? kept['lockAfter'] : usual.lockAfter,
    notifications: kept['notifications'] === 'generic' ? 'generic' : 'none',
  }
}

/** A declaration, because `load` runs while this module does. */
function isLanguage(word: unknown): word is Language {
  return languages.some((language) => language === word)
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}
