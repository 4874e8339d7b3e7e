/** Figures of several programs beside each other as an SVG, for light and dark: a panel for each figure, each with its own scale. */
import { escaped, style } from './chart.ts'

export interface BarPanel {
  /** With the unit. */
  readonly title: string
  readonly bars: readonly { readonly name: string; readonly value: number }[]
}

const [width, barHeight, step, head] = [760, 18, 24, 34]
const [left, right, top] = [150, 110, 36]

export function drawBars(title: string, panels: readonly BarPanel[]): string {
  let at = top
  const drawn = panels.map((panel) => {
    const begun = at
    at += head + panel.bars.length * step
    return drawPanel(panel, begun)
  })
  const height = at + 14
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<style>${style}</style><rect width="${width}" height="${height}"/>
<text class="t" x="${left}" y="22">${escaped(title)}</text>
${drawn.join('\n')}
</svg>
`
}

function drawPanel({ title, bars }: BarPanel, at: number): string {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)
  const lines = bars.map(({ name, value }, i) => {
    const y = at + head + i * step
    const long = ((width - left - right) * value) / most
    const middle = y + barHeight / 2
    return `<text x="${left - 8}" y="${middle + 5}" text-anchor="end">${escaped(name)}</text><path class="${i === 0 ? 'a' : 'b'}" stroke-width="${barHeight}" d="M${left} ${middle}h${long.toFixed(1)}"/><text x="${(left + long + 8).toFixed(1)}" y="${middle + 5}">${value.toLocaleString('en')}</text>`
  })
  return `<text x="${left}" y="${at + head - 8}">${escaped(title)}</text>\n${lines.join('\n')}`
}
