/** Whose account it is, as people call them. */
import { sameBytes, hex, type AccountId } from '@ebb/protocol'
import type { State } from '../state.ts'

/** The handle, without `@`; nothing where this device has never heard of the account. */
export function handleOf({ profile, contacts, chains }: State, account: AccountId): string {
  if (sameBytes(profile!.account, account)) return profile!.handle
  for (const contact of contacts.values())
    if (sameBytes(contact.account, account) || contact.former.some((old) => sameBytes(old, account)))
      return contact.handle
  return chains.get(hex(account))?.handle ?? ''
}
