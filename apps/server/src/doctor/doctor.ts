/** `ebb-server doctor`: looks at everything that a server needs and changes nothing. */
import { openServerKey } from '../server-key.ts'
import { StartRefusal } from '../start-refusal.ts'
import type { Finding } from './finding.ts'
import { clock, disk, files } from './machine.ts'
import { origin } from './origin.ts'
import { buckets, databases, directory, inUse, key, memory } from './stores.ts'

export interface Patient {
  readonly data: string
  /** Where clients find the server. */
  readonly origin: string | undefined
  /** Seconds since 1970. */
  readonly now: number
}

export async function examine({ data, origin: address, now }: Patient): Promise<readonly Finding[]> {
  const place = directory(data)
  if (place.verdict === 'failed') return [place]
  const stores = inUse(data)
    ? (['databases', 'buckets', 'memory'] as const).map((about): Finding => ({
        about,
        verdict: 'skipped',
        says: 'A server is using them: stop it, then ask again.',
      }))
    : [databases(data), buckets(data), memory(data)]
  const rest = [key(data), disk(data), files(), clock(data, now)]
  return [place, ...stores, ...rest, await origin(address, publicKey(data))]
}

function publicKey(data: string): Uint8Array | undefined {
  try {
    return openServerKey(data, false).publicKey
  } catch (error) {
    if (error instanceof StartRefusal) return undefined
    throw error
  }
}

/** Writes what was found; returns the exit code: 1 where something failed. */
export async function doctor(patient: Patient, json: boolean, write: (line: string) => void): Promise<0 | 1> {
  const findings = await examine(patient)
  for (const finding of findings) {
    const { about, verdict, says } = finding
    write(json ? `${JSON.stringify(finding)}\n` : `${verdict.padEnd(8)} ${about.padEnd(10)} ${says}\n`)
  }
  return findings.some(({ verdict }) => verdict === 'failed') ? 1 : 0
}
