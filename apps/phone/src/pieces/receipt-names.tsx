/** Who has an own message in a group, and who has read it, in the details of that message. */
import type { ShownMessage, ShownReceipts } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import { ask } from '../store/office.ts'
import { words } from '../words/words.ts'
import { Avatar } from './avatar.tsx'
import { Ticks } from './ticks.tsx'

/** `receipts` of the message: what they count changes with whoever is named. */
export function ReceiptNames({ to, message }: { readonly to: string; readonly message: ShownMessage }): JSX.Element {
  const say = words.value.talk
  const [names, setNames] = useState<ShownReceipts | null>(null)
  const { number, receipts } = message
  useEffect(() => {
    let wanted = true
    void ask('receipts', { to, message: number }).then((found) => wanted && setNames(found))
    return () => {
      wanted = false
    }
  }, [to, number, receipts?.delivered, receipts?.read, receipts?.of])
  return (
    <div class="receipts">
      <Names title={say.infoReadBy} state="read" names={names?.read} />
      <Names title={say.infoDeliveredTo} state="delivered" names={names?.delivered} />
      <Names title={say.infoNothingFrom} state="sent" names={names?.none} line={say.infoNothingText} />
    </div>
  )
}

interface NamesProps {
  readonly title: string
  readonly state: ShownMessage['state']
  readonly names: readonly string[] | undefined
  readonly line?: string
}

function Names({ title, state, names = [], line }: NamesProps): JSX.Element | null {
  const id = useId()
  if (names.length === 0) return null
  return (
    <section aria-labelledby={id}>
      <h3 id={id} class="line">
        <Ticks state={state} quiet />
        {title}
        <span class="receipts-count">{names.length}</span>
      </h3>
      <ul>
        {names.map((name) => (
          <li key={name} class="line">
            <Avatar name={name} size="small" />
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
      {line !== undefined && <p class="soft small">{line}</p>}
    </section>
  )
}
