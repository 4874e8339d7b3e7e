/** The server beside its peers, of one run. */
import { drawBars, type BarPanel } from '../tool/bars.ts'
import type { Figure } from './figure.ts'

const panels: readonly (readonly [string, string])[] = [
  ['one_to_one_delivered_per_second', 'One to one, 200 lines: delivered a second'],
  ['one_to_one_processor_per_delivery', 'Processor time of the server for one of them, µs'],
  ['over_100000_channels_delivered_per_second', 'The same over 100,000 channels: delivered a second'],
  ['at_5000_a_second_p50', 'From sending to reading at 5,000 a second, median, ms'],
  ['at_5000_a_second_p99', 'The same, p99, ms'],
  ['to_1000_one_by_one_delivered_per_second', 'One channel, 1,000 readers, one after another: delivered a second'],
  ['to_1000_delivered_per_second', 'The same, 256 under way: delivered a second'],
]

export function serverPicture(figures: readonly Figure[]): string {
  const drawn = panels.flatMap(([name, title]): readonly BarPanel[] => {
    const bars = figures
      .filter(({ figure, peer }) => figure === (peer === undefined ? name : `${name}_of_${peer}`))
      .map(({ peer = 'Ebb', value }) => ({ name: peer, value }))
    return bars.length === 0 ? [] : [{ title, bars }]
  })
  return drawBars('One server on one core, 400 bytes each; Ebb acknowledges what is on the disk', drawn)
}
