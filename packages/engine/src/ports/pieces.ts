/**
 * Where a device keeps the pieces of attachments, as the server has them: ciphertext whose keys lie in messages. It needs
 * no secrecy, and what is lost of what came can be fetched again.
 */
export interface Pieces {
  /**
   * Bytes under a name of `a-z`, `0-9` and `-`, in place of what had that name. When it resolves they survive a loss of
   * power. What is cut off before that may leave any part of them: whoever opens it with its key finds out. `bytes` are the
   * caller's again then.
   */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** The same for what can be fetched again: it outlives the program, and a loss of power may leave any part of it. */
  cache(name: string, bytes: Uint8Array): Promise<void>
  /** Bytes that nobody else has. Undefined where there is nothing of that name. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Names that are not there are no error. */
  remove(names: readonly string[]): Promise<void>
  names(): Promise<readonly string[]>
}
