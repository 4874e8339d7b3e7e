/** Blocks of a text as elements. What somebody wrote becomes text in them and nothing else. */
import type { ShownMessage } from '@ebb/engine'
import type { Block, Run, Span } from '@ebb/protocol'
import type { ComponentChildren, JSX } from 'preact'

export interface MarkedProps {
  readonly text: string
  readonly blocks: readonly Block[]
  /** Where members of the group are named, in order. */
  readonly mentions: ShownMessage['mentions']
  /** Shown up to here. */
  readonly end: number
}

export function Marked({ text, blocks, mentions, end }: MarkedProps): JSX.Element {
  const drawRuns = (runs: readonly Run[]): readonly ComponentChildren[] =>
    runs.flatMap((run) =>
      run.kind === 'sign' || run.from >= end
        ? []
        : [drawRun(run, drawSaid(text, { from: run.from, to: Math.min(run.to, end) }, mentions))],
    )
  const shown = blocks.filter(({ runs }) => runs.length > 0 && runs[0]!.from < end)
  const more = end < text.length && '…'
  if (shown.every(({ kind }) => kind === 'text'))
    return (
      <span class="bubble-text">
        {shown.map(({ runs }) => drawRuns(runs))}
        {more}
      </span>
    )
  return (
    <div class="bubble-text">
      {together(shown).map((some, at) => (
        <Together key={at} kind={some[0]!.kind}>
          {some.map((block, place) => {
            const inside = drawRuns(block.runs)
            if (block.kind === 'bullet') return <li key={place}>{inside}</li>
            return block.kind === 'number' ? (
              <li key={place} value={block.number}>
                {inside}
              </li>
            ) : (
              inside
            )
          })}
        </Together>
      ))}
      {more}
    </div>
  )
}

function Together({
  kind,
  children,
}: {
  readonly kind: Block['kind']
  readonly children: ComponentChildren
}): JSX.Element {
  switch (kind) {
    case 'quote':
      return <blockquote dir="auto">{children}</blockquote>
    case 'code':
      return <pre dir="ltr">{children}</pre>
    case 'bullet':
      return <ul dir="auto">{children}</ul>
    case 'number':
      return <ol dir="auto">{children}</ol>
    case 'text':
      return <div dir="auto">{children}</div>
  }
}

/** Lines of one list make one list. */
function together(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const all: Block[][] = []
  for (const block of blocks) {
    const before = all.at(-1)
    const isLine = block.kind === 'bullet' || block.kind === 'number'
    if (isLine && before?.[0]!.kind === block.kind) before.push(block)
    else all.push([block])
  }
  return all
}

/** Names of members stand out; that of whoever reads it more than others. */
function drawSaid(text: string, { from, to }: Span, mentions: MarkedProps['mentions']): ComponentChildren[] | string {
  const inside = mentions.filter((one) => one.from >= from && one.to <= to)
  if (inside.length === 0) return text.slice(from, to)
  const drawn: ComponentChildren[] = []
  let at = from
  for (const one of inside) {
    drawn.push(text.slice(at, one.from))
    drawn.push(
      <bdi key={one.from} class={one.mine ? 'mention mention-mine' : 'mention'}>
        {text.slice(one.from, one.to)}
      </bdi>,
    )
    at = one.to
  }
  return [...drawn, text.slice(at, to)]
}

function drawRun({ kind, from, strong, emphasis, strike }: Run, said: ComponentChildren[] | string): ComponentChildren {
  let drawn: ComponentChildren = said
  if (kind === 'code') drawn = <code dir="ltr">{said}</code>
  if (kind === 'address' && typeof said === 'string')
    drawn = (
      <a key={from} href={said} dir="ltr" target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">
        {said}
      </a>
    )
  if (strike) drawn = <s>{drawn}</s>
  if (emphasis) drawn = <em>{drawn}</em>
  return strong ? <strong>{drawn}</strong> : drawn
}
