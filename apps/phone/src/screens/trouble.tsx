/** A bug, or storage that failed. Nothing goes on; what is stored is opened anew. */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { beginAnew } from '../anew.ts'
import { Icon } from '../pieces/icon.tsx'
import { broken } from '../store/house.ts'
import { words } from '../words/words.ts'

export function Trouble(): JSX.Element {
  const say = words.value.house.trouble
  const why = broken.value ?? 'bug'
  const top = useRef<HTMLHeadingElement>(null)
  useEffect(() => top.current?.focus(), [])
  return (
    <main class="screen">
      <div class="empty" role="alert">
        <span class="empty-picture empty-warn">
          <Icon name="warn" />
        </span>
        <h1 ref={top} tabIndex={-1}>
          {why === 'bug' ? say.bugTitle : say.diskTitle}
        </h1>
        <p>{why === 'bug' ? say.bugText : words.value.refusals[why]}</p>
        <button type="button" class="button" onClick={() => beginAnew()}>
          <Icon name="retry" small />
          {say.reload}
        </button>
      </div>
    </main>
  )
}
