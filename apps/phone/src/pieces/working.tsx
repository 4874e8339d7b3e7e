/** Something takes a moment. */
import type { JSX } from 'preact'

/** `alone`: nothing else is on the screen, so that it is the screen's heading too. */
export function Working({ text, alone }: { readonly text: string; readonly alone?: boolean }): JSX.Element {
  const Line = alone === true ? 'h1' : 'p'
  return (
    <div class="working" role="status">
      <span class="spinner" />
      <Line class="working-line">{text}</Line>
    </div>
  )
}
