/** What figures depend on, without the machine's name. */
import { cpus, totalmem } from 'node:os'
import process from 'node:process'

export const machine = (): string =>
  `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform} ${process.arch}`
