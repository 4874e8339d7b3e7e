/** What others learn, and what this device shows to whoever looks at it. */
import { limits } from '@ebb/protocol'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { order } from '../pieces/arrange.ts'
import { LinkRow, SwitchRow } from '../pieces/setting-row.tsx'
import { blocked } from '../store/chats.ts'
import { me } from '../store/house.ts'
import { prefer, preferences } from '../store/preferences.ts'
import { go } from '../store/route.ts'
import { words } from '../words/words.ts'

export function PrivacySection(): JSX.Element {
  const say = words.value.house.settings
  return (
    <section class="section">
      <h2 class="section-title">{say.privacy}</h2>
      <ul class="group">
        <SwitchRow
          icon="checks"
          name={say.receipts}
          line={say.receiptsText(limits.receiptAccounts)}
          on={me.value?.receipts === true}
          onSwitch={(on) => void order({ do: 'receipts', on })}
        />
        <SwitchRow
          icon="write"
          name={say.typing}
          line={say.typingText}
          on={me.value?.typing === true}
          onSwitch={(on) => void order({ do: 'typing', on })}
        />
        <NotificationRow />
        <LinkRow
          icon="block"
          name={say.blocked}
          end={say.blockedCount(blocked.value.length)}
          onOpen={() => go({ at: 'blocked' })}
        />
      </ul>
    </section>
  )
}

function NotificationRow(): JSX.Element {
  const say = words.value.house.settings
  const isThere = 'Notification' in globalThis
  const [denied, setDenied] = useState(false)
  // Whoever took the permission back in the browser has turned it off.
  const on = preferences.value.notifications === 'generic' && isThere && Notification.permission === 'granted'

  async function turn(wanted: boolean): Promise<void> {
    const granted = wanted && (await Notification.requestPermission()) === 'granted'
    setDenied(wanted && !granted)
    prefer({ notifications: granted ? 'generic' : 'none' })
  }

  return (
    <SwitchRow
      icon="bell"
      name={say.notifications}
      line={!isThere ? say.notificationsNone : denied ? say.notificationsDenied : say.notificationsText}
      on={on}
      disabled={!isThere}
      onSwitch={(wanted) => void turn(wanted)}
    />
  )
}
