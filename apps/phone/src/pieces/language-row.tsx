import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { LanguageChoice } from './language-choice.tsx'
import { ChoiceRow } from './setting-row.tsx'

export function LanguageRow(): JSX.Element {
  return (
    <ul class="group">
      <ChoiceRow icon="globe" name={words.value.house.settings.language}>
        {(id) => <LanguageChoice id={id} />}
      </ChoiceRow>
    </ul>
  )
}
