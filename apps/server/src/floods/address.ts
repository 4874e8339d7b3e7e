/** Who somebody is as far as counting goes. Kept in memory only, while something is counted. */
import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'

/** Behind a proxy on this machine, the last address that the proxy names. */
export function addressOf(request: IncomingMessage): string {
  const direct = request.socket.remoteAddress ?? ''
  const named = request.headers['x-forwarded-for']
  const last = (Array.isArray(named) ? named.at(-1) : named)?.split(',').at(-1)?.trim()
  return networkOf(isLocal(direct) && last !== undefined && last !== '' ? last : direct)
}

export const isLocal = (address: string): boolean =>
  address === '::1' || address.replace('::ffff:', '').startsWith('127.')

/** An IPv4 address as it is; of an IPv6 address the first 64 bits, which whoever has one of them has all of (RFC 6177). */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped !== null) return mapped[1]!
  const [bare] = address.split('%')
  if (!isIPv6(bare!)) return address
  const [head, tail] = bare!.split('::')
  const groups = head === '' ? [] : head!.split(':')
  const after = tail === undefined || tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0)
  if (tail !== undefined) while (groups.length < 8 - after) groups.push('0')
  const first = [...groups, ...(tail ?? '').split(':')].slice(0, 4)
  return `${first.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
