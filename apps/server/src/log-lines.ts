/**
 * What a server says about itself: one JSON object a line, events of a closed list, fields that can only be numbers or
 * words of closed lists. So no id, name, address or key of anybody can get into a log by mistake. There are no times
 * in it and no event per message: whoever collects the lines adds the time, and would learn who wrote when.
 *
 * `error` means a bug.
 */
import type { AwayReason } from './blobs/blob-store.ts'

type Level = 'info' | 'warning' | 'error'

/** Every event with its level and its fields. */
interface Events {
  starting: { level: 'info'; version: number }
  stopping: { level: 'info' }
  stopped: { level: 'info' }
  expire: { level: 'info'; buckets: number; rows: number }
  'disk-full': { level: 'warning'; writes: number }
  'disk-has-room': { level: 'info' }
  'bucket-missing': { level: 'warning' }
  'clock-jumped': { level: 'warning' }
  'blob-missing': { level: 'warning' }
  'blobs-away': { level: 'warning'; why: AwayReason | 'full' }
  'blobs-back': { level: 'info' }
  'origin-changed': { level: 'warning' }
  'front-ended': { level: 'warning' }
  'ticket-keys-unwritten': { level: 'warning' }
  'request-failed': { level: 'error' }
  'store-failed': { level: 'error'; store: 'accounts' | 'channels' | 'blobs'; code: number }
}
type EventName = keyof Events
type FieldsOf<E extends EventName> = Omit<Events[E], 'level'>

export type LogLines = <E extends EventName>(event: E, fields: FieldsOf<E>) => void

const levelOf: { readonly [E in EventName]: Level } = {
  starting: 'info',
  stopping: 'info',
  stopped: 'info',
  expire: 'info',
  'disk-full': 'warning',
  'disk-has-room': 'info',
  'bucket-missing': 'warning',
  'clock-jumped': 'warning',
  'blob-missing': 'warning',
  'blobs-away': 'warning',
  'blobs-back': 'info',
  'origin-changed': 'warning',
  'front-ended': 'warning',
  'ticket-keys-unwritten': 'warning',
  'request-failed': 'error',
  'store-failed': 'error',
}

/** `write` takes one line with its end. */
export const logLines =
  (write: (line: string) => void): LogLines =>
  (event, fields) =>
    write(`${JSON.stringify({ event, level: levelOf[event], ...fields })}\n`)
