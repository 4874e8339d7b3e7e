/** What lies on this device, and whether the browser keeps it. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Storage } from '../boundary.ts'
import { Icon } from '../pieces/icon.tsx'
import { KeepCard } from '../pieces/keep-card.tsx'
import { locale } from '../pieces/locale.ts'
import { sizeName } from '../pieces/sizes.ts'
import { ask } from '../store/office.ts'
import { words } from '../words/words.ts'

export function StorageSection(): JSX.Element {
  const say = words.value.house.settings
  const [storage, setStorage] = useState<Storage | undefined>(undefined)
  useEffect(() => {
    // What cannot be counted is not shown.
    void ask('storage', {}).then(setStorage, () => undefined)
  }, [])
  return (
    <section class="section">
      <h2 class="section-title">{say.storage}</h2>
      <ul class="group">
        <li class="row">
          <Icon name="disk" />
          <span class="row-body">{say.used}</span>
          <span class="row-end">{storage === undefined ? '…' : sizeName(storage.used, locale.value)}</span>
        </li>
      </ul>
      <KeepCard />
    </section>
  )
}
