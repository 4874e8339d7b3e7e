/** A client that is seal, through its own interface. What it keeps goes through its pages, as on a device. */
import { channelId, hex, sameBytes } from '@ebb/protocol'
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js'
import { decodeEncryptedGroupSecrets, encodeEncryptedGroupSecrets } from 'ts-mls/welcome.js'
import { credentialOf } from '../../src/mls/credential.ts'
import { tsMls } from '../../src/mls/ts-mls.ts'
import type { Change, Group, KeyPackagePair, Leaf } from '../../src/mls.ts'
import { suiteNames } from '../../src/provider/suites.ts'
import { device, everybody } from '../people.ts'
import type { PeerClient, PeerCommit } from './peer.ts'

const now = (): number => Date.now() / 1000

export async function sealClient(): Promise<PeerClient> {
  const self = device()
  const packages: KeyPackagePair[] = []
  let group: Group | undefined

  function inside(): Group {
    if (group === undefined) throw new Error('in no group')
    return group
  }

  async function commit(change: Change): Promise<PeerCommit> {
    const { commit: made, next, joiners, info } = await tsMls.stage(inside(), change, now())
    group = kept(next)
    if (joiners.length === 0) return { commit: made }
    const secrets = joiners.map((joiner) => decodeEncryptedGroupSecrets(joiner.secrets, 0)![0])
    const welcome = { cipherSuite: suiteNames.classic, secrets, encryptedGroupInfo: info }
    return { commit: made, welcome: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome }) }
  }

  return {
    identity: async () => nameOf(self),
    publicKey: async () => self.device,
    async keyPackage() {
      const made = await tsMls.createKeyPackage(self, { suite: 'classic', lastResort: false, now: now() })
      packages.push(made)
      return made.public
    },
    async create(id) {
      const asked = { channel: channelId(id), suite: 'classic' as const, policy: new Uint8Array(), now: now() }
      group = kept(await tsMls.create(self, asked))
    },
    async join(id, bytes) {
      const message = decodeMlsMessage(bytes, 0)?.[0]
      if (message?.wireformat !== 'mls_welcome') throw new Error('no welcome')
      const { secrets: all, encryptedGroupInfo: info } = message.welcome
      for (const keyPackage of packages) {
        for (const secrets of all.map((one) => encodeEncryptedGroupSecrets(one))) {
          const letter = { channel: channelId(id), secrets, info, keyPackage, knows: everybody, now: now() }
          const joined = await tsMls.join(self, letter)
          if (joined.kind === 'refused' && joined.why === 'not-for-us') continue
          if (joined.kind !== 'joined') throw new Error(joined.kind === 'refused' ? joined.why : joined.kind)
          group = kept(joined.group)
          return
        }
      }
      throw new Error('the welcome is for none of the key packages')
    },
    add: (_, keyPackages) => commit({ add: keyPackages }),
    update: () => commit({}),
    remove: (_, identities) =>
      commit({
        remove: inside()
          .leaves.filter((leaf) => identities.some((one) => sameBytes(one, nameOf(leaf))))
          .map(({ index }) => index),
      }),
    external: () => Promise.reject(new Error('nobody joins from outside')),
    async encrypt(_, content) {
      const sent = await tsMls.encrypt(inside(), content)
      group = kept(sent.group)
      return sent.bytes
    },
    async open(_, bytes) {
      const opened = await tsMls.open(inside(), bytes, everybody, now())
      if (opened.kind === 'refused') throw new Error(opened.why)
      if (opened.kind === 'unknown-devices') throw new Error(opened.kind)
      group = opened.group && kept(opened.group)
      return opened.kind === 'message'
        ? { kind: 'message', content: opened.content, sender: nameOf(opened.sender) }
        : { kind: 'commit', active: opened.group !== undefined }
    },
    epoch: async () => inside().epoch,
    members: async () => inside().leaves.map(nameOf),
    exported: (_, length) => tsMls.export(inside(), 'exporter', new Uint8Array(), length),
  }
}

function nameOf(member: Pick<Leaf, 'account' | 'device'>): Uint8Array {
  const credential = credentialOf(member)
  if (credential.credentialType !== 'basic') throw new Error('seal names by basic credentials')
  return credential.identity
}

/** The same group, written and read again. */
function kept(group: Group): Group {
  const pages = new Map<number, Uint8Array>()
  for (const { page, bytes } of tsMls.changedPages(undefined, group)) if (bytes !== undefined) pages.set(page, bytes)
  const read = tsMls.fromPages(pages)
  if (hex(read.authenticator) !== hex(group.authenticator)) throw new Error('the pages are of another group')
  return read
}
