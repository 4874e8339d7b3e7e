/** What goes on beside the screens. */
import { effect } from '@preact/signals'
import { catchInstallOffer } from '../install/this-system.ts'
import { followUpdates } from '../install/updates.ts'
import { followPasskey } from '../passkey/kept.ts'
import { say } from '../pieces/snackbar.tsx'
import { me } from '../store/house.ts'
import { followIntroductions } from '../store/introductions.ts'
import { followKnocks } from '../store/knocks.ts'
import { go } from '../store/route.ts'
import { startGroupLink, startLink } from '../store/start-link.ts'
import { words } from '../words/words.ts'
import { watchUse } from './auto-lock.ts'
import { keepDropped } from './dropped.ts'
import { notifyUnseen } from './notify.ts'
import { tellNotAdded } from './not-added.ts'
import { reconnectSoon } from './reconnect.ts'

/** Once, by main, as early as may be. */
export function watchHouse(): void {
  catchInstallOffer()
  followPasskey()
  watchUse()
  keepDropped()
  notifyUnseen()
  tellNotAdded()
  reconnectSoon()
  void followUpdates()
  effect(refuseSecondInvitation)
  followKnocks()
  followIntroductions()
  effect(lookAtGroupLink)
}

/** As soon as there is an account that can ask. */
function lookAtGroupLink(): void {
  if (startGroupLink.value !== undefined && me.value?.joined === true) go({ at: 'join-group' })
}

/** One account per device: an invitation that is opened here stays unused, and whoever opened it is told. */
function refuseSecondInvitation(): void {
  if (startLink.value === undefined || me.value?.joined !== true) return
  startLink.value = undefined
  say(words.value.house.joining.alreadyHere)
}
