/** What stands above the list of conversations while something is not as it should be. */
import type { JSX } from 'preact'
import { addressOf, chatWith } from '../store/chats.ts'
import { warnedAbout, warning } from '../store/house.ts'
import { connect } from '../watch/reconnect.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { LineBanner } from './line-banner.tsx'

export function Banners(): JSX.Element {
  const say = words.value.talk
  const warned = warning.value
  const number = warnedAbout.value
  const about = number === undefined ? undefined : chatWith(addressOf(number))?.name
  return (
    <div role="status">
      <LineBanner>
        <button type="button" class="link" onClick={connect}>
          {words.value.house.tryAgain}
        </button>
      </LineBanner>
      {warned !== undefined && (
        <div class="banner banner-warn">
          <Icon name="warn" small />
          <p>
            {about !== undefined && (
              <>
                <bdi>{about}</bdi>:{' '}
              </>
            )}
            {say.warnings[warned]}
          </p>
          <button
            type="button"
            class="icon-button"
            aria-label={say.putAway}
            onClick={() => {
              warning.value = undefined
            }}
          >
            <Icon name="close" small />
          </button>
        </div>
      )}
    </div>
  )
}
