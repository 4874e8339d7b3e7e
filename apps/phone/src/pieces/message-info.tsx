/** When a message was sent, how far it got, and when it vanishes. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { now } from '../store/now.ts'
import { words } from '../words/words.ts'
import { clocksText } from './clocks.ts'
import { locale } from './locale.ts'
import { ReceiptNames } from './receipt-names.tsx'
import { Sheet } from './sheet.tsx'
import { Ticks } from './ticks.tsx'
import { fullTime, leftName, spanName } from './times.ts'

export function MessageInfo({
  to,
  message,
  onClose,
}: {
  readonly to: string
  readonly message: ShownMessage
  readonly onClose: () => void
}): JSX.Element {
  const say = words.value.talk
  const { mine, sent, expires, state, afterRead, read } = message
  const waits = afterRead !== null && !read
  return (
    <Sheet title={say.info} onClose={onClose} actions={<CloseButton onClose={onClose} />}>
      <dl class="facts">
        <div>
          <dt>{mine ? say.infoSent : say.infoReceived}</dt>
          <dd>{fullTime(sent, locale.value)}</dd>
        </div>
        {mine && (
          <div>
            <dt>{say.infoState}</dt>
            <dd class="line">
              <Ticks state={state} quiet />
              {say.states[state]}
            </dd>
          </div>
        )}
        <div>
          <dt>{say.infoVanishes}</dt>
          <dd>
            {say.infoLeft(leftName(expires - now.value, locale.value))}
            <span class="soft small">{fullTime(expires, locale.value)}</span>
            {waits && <span class="soft small">{say.infoUnreadClock(spanName(afterRead, locale.value))}</span>}
          </dd>
        </div>
        <div>
          <dt>{say.infoClocks}</dt>
          <dd>{clocksText(message, say, locale.value)}</dd>
        </div>
        {message.earlier.length > 0 && (
          <div>
            <dt>{say.infoEarlier}</dt>
            {message.earlier.map((text, at) => (
              <dd key={at} class="info-earlier" dir="auto">
                {text}
              </dd>
            ))}
          </div>
        )}
      </dl>
      {message.receipts !== undefined && <ReceiptNames to={to} message={message} />}
    </Sheet>
  )
}

function CloseButton({ onClose }: { readonly onClose: () => void }): JSX.Element {
  return (
    <button type="button" class="button button-quiet" onClick={onClose}>
      {words.value.talk.close}
    </button>
  )
}
