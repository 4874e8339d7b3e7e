/** How far this device's own time has come. */
import { constant, decodeKeptAs, encodeAs, record, uint } from '@ebb/protocol'

/**
 * Time never runs backwards on a device: `passed` grows by what the local clock moves forwards and stands still where
 * it is set back. Both in seconds; kept to the minute.
 */
export interface DeviceTime {
  readonly passed: number
  /** What the local clock said last. */
  readonly wall: number
}

const shape = record({ version: constant(1), passed: uint(), wall: uint() })
export const encodeTime = (time: DeviceTime): Uint8Array => encodeAs(shape, { version: 1, ...time })
export const decodeTime = (packed: Uint8Array) => decodeKeptAs(shape, packed)

/** `wall` is what the local clock says now. The first reading ever is taken as it is. */
export function timeAt(time: DeviceTime, wall: number): DeviceTime {
  return { passed: time.passed === 0 ? wall : time.passed + Math.max(0, wall - time.wall), wall }
}
