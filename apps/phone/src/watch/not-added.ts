/** Says who was left out of a group, and why: whoever added them may have gone elsewhere meanwhile. */
import { say } from '../pieces/snackbar.tsx'
import { onHappened } from '../store/office.ts'
import { words } from '../words/words.ts'

/** Once, by main. */
export function tellNotAdded(): void {
  onHappened((happened) => {
    if (!('event' in happened) || happened.event.kind !== 'not-added') return
    const { handle, why } = happened.event
    say(words.value.group.notAdded(handle, words.value.refusals[why]))
  })
}
