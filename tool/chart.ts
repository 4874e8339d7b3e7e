/** Lines over time as an SVG, for light and dark: axes with units, a panel for each unit, nothing that runs. */

export interface Series {
  readonly name: string
  /** By x. */
  readonly points: readonly (readonly [number, number])[]
}

export interface Panel {
  readonly title: string
  readonly unit: string
  readonly series: readonly Series[]
}

export interface Chart {
  readonly title: string
  /** What x counts. */
  readonly x: string
  readonly panels: readonly Panel[]
}

const [width, panelHeight, gap] = [760, 150, 46]
const [left, right, top] = [64, 20, 52]
const colours = ['a', 'b', 'c', 'd'] as const

/** Colours that hold 4.5 to 1 against the background, in both. */
export const style = `text{font:13px system-ui,sans-serif;fill:#333}.t{font-weight:600;font-size:15px}.g{stroke:#ddd}.p{fill:none;stroke-width:2}
.a{stroke:#0b6b9e}.b{stroke:#b3400a}.c{stroke:#1c7a3d}.d{stroke:#7a3db8}rect{fill:#fff}
@media(prefers-color-scheme:dark){text{fill:#ddd}.g{stroke:#444}.a{stroke:#63b8e8}.b{stroke:#f09a5e}.c{stroke:#6fcf8f}.d{stroke:#c39bf0}rect{fill:#16191d}}`

export function drawChart({ title, x, panels }: Chart): string {
  const height = top + panels.length * (panelHeight + gap) + 8
  const all = panels.flatMap(({ series }) => series.flatMap(({ points }) => points.map(([at]) => at)))
  const end = Math.max(...all, 1)
  const drawn = panels.map((panel, i) => drawPanel(panel, top + i * (panelHeight + gap), { end, x }))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<style>${style}</style><rect width="${width}" height="${height}"/>
<text class="t" x="${left}" y="22">${escaped(title)}</text>
${drawn.join('\n')}
</svg>
`
}

function drawPanel({ title, unit, series }: Panel, at: number, { end, x }: { end: number; x: string }): string {
  const highest = Math.max(...series.flatMap(({ points }) => points.map(([, value]) => value)), 0)
  const step = niceStep(highest / 3)
  const most = Math.max(step, Math.ceil(highest / step) * step)
  const placeX = (value: number): string => (left + (value / end) * (width - left - right)).toFixed(1)
  const placeY = (value: number): string => (at + panelHeight - (value / most) * panelHeight).toFixed(1)
  const marks = Array.from({ length: Math.round(most / step) + 1 }, (_, i) => i * step)
  const grid = marks.map(
    (mark) =>
      `<path class="g" d="M${left} ${placeY(mark)}H${width - right}"/><text x="${left - 8}" y="${Number(placeY(mark)) + 4}" text-anchor="end">${told(mark)}</text>`,
  )
  const stepX = niceStep(end / 6)
  const times = Array.from({ length: Math.floor(end / stepX) + 1 }, (_, i) => i * stepX).map(
    (time) => `<text x="${placeX(time)}" y="${at + panelHeight + 16}" text-anchor="middle">${told(time)}</text>`,
  )
  const lines = series.map(({ points }, i) => {
    const path = points.map(([time, value], n) => `${n === 0 ? 'M' : 'L'}${placeX(time)} ${placeY(value)}`).join('')
    return `<path class="p ${colours[i]!}" d="${path}"/>`
  })
  const legend = series.map(({ name }, i) => {
    const from = width - right - (series.length - i) * 120
    return `<path class="p ${colours[i]!}" d="M${from} ${at - 13}h18"/><text x="${from + 24}" y="${at - 9}">${escaped(name)}</text>`
  })
  return `<text x="${left}" y="${at - 9}">${escaped(`${title}, ${unit}`)}</text>${legend.join('')}
${grid.join('')}
${times.join('')}<text x="${width - right}" y="${at + panelHeight + 30}" text-anchor="end">${escaped(x)}</text>
${lines.join('')}`
}

/** 1, 2 or 5 times a power of ten, not below `least`. */
function niceStep(least: number): number {
  if (least <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  return power * [1, 2, 5, 10].find((times) => times * power >= least - power * 1e-9)!
}

const told = (value: number): string => String(Number(value.toPrecision(6)))

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
