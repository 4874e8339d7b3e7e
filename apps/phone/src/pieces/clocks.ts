/** Both clocks of a message or a conversation, as they are chosen and said. Lengths in seconds. */
import type { ShownChat } from '@ebb/engine'
import { presets, type Clocks } from '@ebb/protocol'
import { spanName } from './times.ts'

/** What is no longer than the bound, and the bound itself where no choice meets it. */
export function choicesUpTo(bound: number): readonly number[] {
  const within = presets.filter((preset) => preset <= bound)
  return within.includes(bound as (typeof presets)[number]) ? within : [...within, bound]
}

/** A clock from reading that is not shorter than the one from sending ends nothing. */
export const boundedBySending = ({ ceiling, afterRead }: Clocks): Clocks => ({
  ceiling,
  afterRead: afterRead === null ? null : Math.min(afterRead, ceiling),
})

export const sameClocks = (a: Clocks, b: Clocks): boolean => a.ceiling === b.ceiling && a.afterRead === b.afterRead

/** What a person may choose: in a group a member may only go below what holds. */
export const boundOf = ({ group, ceiling, afterRead }: ShownChat, longest: number | undefined): Clocks =>
  group === undefined || group.admin ? { ceiling: longest ?? ceiling, afterRead: null } : { ceiling, afterRead }

interface ClockWords {
  readonly afterSending: (span: string) => string
  readonly afterBoth: (ceiling: string, afterRead: string) => string
}

/** "4 weeks after sending", as the end of a sentence about messages. */
export function clocksText({ ceiling, afterRead }: Clocks, words: ClockWords, locale: string): string {
  const ceilingSpan = spanName(ceiling, locale)
  return afterRead === null
    ? words.afterSending(ceilingSpan)
    : words.afterBoth(ceilingSpan, spanName(afterRead, locale))
}
