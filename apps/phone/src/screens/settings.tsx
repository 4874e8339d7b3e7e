/** Everything that is not a conversation: oneself, the lock, privacy, storage, and what the app is. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Bar } from '../pieces/bar.tsx'
import { EraseSheet } from '../pieces/erase-sheet.tsx'
import { Icon } from '../pieces/icon.tsx'
import { LanguageRow } from '../pieces/language-row.tsx'
import { UpdateCard } from '../pieces/update-card.tsx'
import { words } from '../words/words.ts'
import { AboutSection } from './settings-about.tsx'
import { LockSection } from './settings-lock.tsx'
import { PrivacySection } from './settings-privacy.tsx'
import { ProfileSection } from './settings-profile.tsx'
import { StorageSection } from './settings-storage.tsx'

export function Settings(): JSX.Element {
  const say = words.value.house.settings
  const [erasing, setErasing] = useState(false)
  return (
    <div class="screen">
      <Bar title={say.title} />
      <div class="scroll">
        <div class="page">
          <UpdateCard />
          <ProfileSection />
          <LockSection />
          <PrivacySection />
          <LanguageRow />
          <StorageSection />
          <AboutSection />
          <ul class="group">
            <li>
              <button type="button" class="row row-danger" onClick={() => setErasing(true)}>
                <Icon name="bin" />
                <span class="row-body">
                  {say.erase}
                  <span class="row-line">{say.eraseText}</span>
                </span>
              </button>
            </li>
          </ul>
        </div>
      </div>
      {erasing && <EraseSheet onClose={() => setErasing(false)} />}
    </div>
  )
}
