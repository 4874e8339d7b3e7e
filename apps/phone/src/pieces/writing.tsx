/** That somebody is writing: told to others while keys are struck, and shown of them where the last message stands. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { me } from '../store/house.ts'
import { ask, Refusal } from '../store/office.ts'
import { listed } from '../words/apart.ts'
import { words } from '../words/words.ts'
import { locale } from './locale.ts'

/** Milliseconds between two words of it to the worker, which tells others less often. */
const pause = 2000

/** To be called at each key, with what then stands there. */
export function useTellWriting(to: string): (text: string) => void {
  const last = useRef(-Infinity)
  return (text) => {
    const time = performance.now()
    if (me.value?.typing !== true || text.trim() === '' || time < last.current + pause) return
    last.current = time
    void tell(to)
  }
}

/** Whatever is refused is worth no word. */
async function tell(to: string): Promise<void> {
  try {
    await ask('command', { do: 'writing', to })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

/** Of a chat in which somebody is writing. */
export function Writing({ chat }: { readonly chat: ShownChat }): JSX.Element {
  const say = words.value.talk
  const { group, writing } = chat
  const count = writing.length
  return (
    <span class="writing">
      {group === undefined
        ? say.writing
        : count > 2
          ? say.writingMany(count)
          : say.writingBy(listed(writing, locale.value), count)}
    </span>
  )
}
