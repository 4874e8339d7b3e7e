/** The browser's failures in the ports' words: one line that says what to do, and names no content. */
import { StorageError, type StorageRefusal } from '@ebb/engine/ports'

/** Names of DOMException: https://webidl.spec.whatwg.org/#idl-DOMException-error-names */
const names: Readonly<Record<string, StorageRefusal>> = {
  QuotaExceededError: 'disk-full',
  VersionError: 'newer',
  NoModificationAllowedError: 'in-use',
  NotFoundError: 'missing',
  // A database that was closed under us: the browser is deleting it, or has.
  InvalidStateError: 'missing',
}

const lines: Readonly<Record<StorageRefusal, string>> = {
  'in-use': 'Ebb is open in another tab that does not let go. Close that tab, then try again.',
  corrupt: 'What this browser keeps for Ebb is damaged. Erase this device, then link it anew.',
  newer: 'What this browser keeps was written by a newer version of Ebb. Load the page again.',
  'disk-full':
    'There is no room left on this device. Free some, then try again; nothing that was acknowledged is lost.',
  unreadable: 'This browser cannot read or write what it keeps for Ebb. Leave private browsing, or check the disk.',
  missing: 'What this browser kept for Ebb is not there. Load the page again, or join first.',
}

export const storageError = (why: StorageRefusal): StorageError => new StorageError(why, lines[why])

export function failureOf(error: unknown): StorageError {
  if (error instanceof StorageError) return error
  return storageError(names[(error as { name?: string }).name ?? ''] ?? 'unreadable')
}
