/** Invitations: hashes of secrets, when they end (to the hour), whether they were used. Not who made or used them. */
import type { DatabaseSync } from 'node:sqlite'
import { limits } from '@ebb/protocol'
import { sha256 } from '../signatures.ts'
import { hourAfter } from './accounts.ts'

export class Invitations {
  readonly #sql

  constructor(db: DatabaseSync) {
    this.#sql = prepare(db)
  }

  /** `hash`: SHA-256 of the 16-byte secret. Again with the same hash is accepted while it is unused. */
  add(hash: Uint8Array, now: number): 'done' | 'invitation-used' {
    const old = this.#sql.find.get(hash)
    if (old !== undefined) return old['used'] === 0 ? 'done' : 'invitation-used'
    this.#sql.add.run(hash, hourAfter(now + limits.invitationLife))
    return 'done'
  }

  look(secret: Uint8Array, now: number): 'valid' | 'invitation-unknown' | 'invitation-used' | 'invitation-expired' {
    const row = this.#sql.find.get(sha256(secret))
    if (row === undefined) return 'invitation-unknown'
    if (row['used'] !== 0) return 'invitation-used'
    return (row['expires'] as number) <= now ? 'invitation-expired' : 'valid'
  }

  use(secret: Uint8Array): void {
    this.#sql.use.run(sha256(secret))
  }

  /** While there is no account, nobody but the server has made any. */
  removeAll(): void {
    this.#sql.removeAll.run()
  }

  /** Ended ones stay an invitation's life longer, so that whoever comes late is told so. */
  sweep(now: number): void {
    this.#sql.sweep.run(now - limits.invitationLife)
  }
}

const prepare = (db: DatabaseSync) => ({
  find: db.prepare('SELECT expires, used FROM invitations WHERE hash = ?'),
  add: db.prepare('INSERT INTO invitations (hash, expires, used) VALUES (?, ?, 0)'),
  use: db.prepare('UPDATE invitations SET used = 1 WHERE hash = ?'),
  removeAll: db.prepare('DELETE FROM invitations'),
  sweep: db.prepare('DELETE FROM invitations WHERE expires <= ?'),
})
