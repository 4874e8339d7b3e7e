import { StorageError } from '@ebb/engine/ports'
import { expect, it } from 'vitest'
import { failureOf, storageError } from '../src/failures.ts'

it('puts what a browser says into the words of the ports', () => {
  for (const [name, why] of [
    ['QuotaExceededError', 'disk-full'],
    ['VersionError', 'newer'],
    ['NoModificationAllowedError', 'in-use'],
    ['NotFoundError', 'missing'],
    ['InvalidStateError', 'missing'],
    ['SecurityError', 'unreadable'],
    ['UnknownError', 'unreadable'],
  ] as const) {
    const failure = failureOf(new DOMException('the words of a message', name))
    expect(failure).toBeInstanceOf(StorageError)
    expect(failure.why).toBe(why)
    expect(failure.message).toMatch(/^[^\n]+\. [^\n]+\.$/)
    expect(failure.message).not.toContain('the words')
  }
  const known = storageError('corrupt')
  expect(failureOf(known)).toBe(known)
})
