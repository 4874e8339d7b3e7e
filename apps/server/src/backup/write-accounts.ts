/** Writes the accounts of a database into one file, a page of them at a time, so that a server goes on between two. */
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { nodeDisk, writeAll } from '../log/disk.ts'
import type { Chains } from '../accounts/chains.ts'
import { frameChain, frameEnd } from './accounts-file.ts'

const page = 200

/**
 * Consistent without a lock: chains only grow, no account goes, and each is read at one moment. `path` is new; its mode
 * is 0600. Resolves when it is durable, to the number of accounts.
 */
export async function writeAccounts(
  path: string,
  chains: Pick<Chains, 'accountsAfter' | 'entries'>,
  soon: (run: () => void) => void,
): Promise<number> {
  const fd = openSync(path, 'wx', 0o600)
  try {
    let [count, at] = [0, 0]
    const write = (bytes: Uint8Array): void => {
      writeAll(nodeDisk, fd, bytes, at)
      at += bytes.length
    }
    for (let accounts = chains.accountsAfter(undefined, page); accounts.length > 0;) {
      write(Buffer.concat(accounts.map((account) => frameChain(chains.entries(account)))))
      count += accounts.length
      await new Promise<void>((done) => soon(done))
      accounts = chains.accountsAfter(accounts.at(-1), page)
    }
    write(frameEnd(count))
    fsyncSync(fd)
    return count
  } finally {
    closeSync(fd)
  }
}
