/** What the attacker carries away: a copy of every file of homes and server, and the passphrases. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Loot {
  readonly homes: readonly LootedHome[]
  /** By path below the data directory. */
  readonly server: ReadonlyMap<string, Uint8Array>
  /** Where the copy of the server's files lies, so that SQLite can read its databases. */
  readonly serverFolder: string
}

export interface LootedHome {
  readonly passphrase: string
  readonly files: ReadonlyMap<string, Uint8Array>
}

export const lootOf = (serverFolder: string, homes: readonly { folder: string; passphrase: string }[]): Loot => ({
  serverFolder,
  server: filesBelow(serverFolder),
  homes: homes.map(({ folder, passphrase }) => ({ passphrase, files: filesBelow(folder) })),
})

function filesBelow(folder: string): Map<string, Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map(({ parentPath, name }) => [
      join(parentPath, name).slice(folder.length + 1),
      new Uint8Array(readFileSync(join(parentPath, name))),
    ]),
  )
}

/** All files with names that say whose they are. */
export const everyFile = ({ homes, server }: Loot): (readonly [string, Uint8Array])[] => [
  ...[...server].map(([name, bytes]) => [`server ${name}`, bytes] as const),
  ...homes.flatMap(({ files }, i) => [...files].map(([name, bytes]) => [`home ${i} ${name}`, bytes] as const)),
]
