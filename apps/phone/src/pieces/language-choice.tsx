/** The language of the app. Each is called what its own speakers call it. */
import type { JSX } from 'preact'
import { prefer, preferences } from '../store/preferences.ts'
import { languageNames, languages, speak, words } from '../words/words.ts'

export function LanguageChoice({ id }: { readonly id?: string }): JSX.Element {
  return (
    <select
      class="pick"
      {...(id === undefined ? { 'aria-label': words.value.house.settings.language } : { id })}
      value={preferences.value.language}
      onChange={(event) => {
        const chosen = languages.find((language) => language === event.currentTarget.value)
        if (chosen === undefined) return
        prefer({ language: chosen })
        void speak(chosen)
      }}
    >
      {languages.map((language) => (
        <option key={language} value={language} lang={language}>
          {languageNames[language]}
        </option>
      ))}
    </select>
  )
}
