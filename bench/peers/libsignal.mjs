// Encryptions and decryptions a second of libsignal 1:1, stores in memory; prints {"encrypt":…,"decrypt":…}.
import * as signal from '@signalapp/libsignal-client'

class Sessions extends signal.SessionStore {
  kept = new Map()
  async saveSession(name, record) {
    this.kept.set(name.toString(), record)
  }
  async getSession(name) {
    return this.kept.get(name.toString()) ?? null
  }
  async getExistingSessions(names) {
    return names.map((name) => this.kept.get(name.toString()))
  }
}

class Identities extends signal.IdentityKeyStore {
  pair = signal.IdentityKeyPair.generate()
  known = new Map()
  async getIdentityKey() {
    return this.pair.privateKey
  }
  async getIdentityKeyPair() {
    return this.pair
  }
  async getLocalRegistrationId() {
    return 5
  }
  async saveIdentity(name, key) {
    this.known.set(name.toString(), key)
    return 0
  }
  async isTrustedIdentity() {
    return true
  }
  async getIdentity(name) {
    return this.known.get(name.toString()) ?? null
  }
}

class Keys {
  kept = new Map()
  save = async (id, record) => void this.kept.set(id, record)
  get = async (id) => this.kept.get(id)
  savePreKey = this.save
  getPreKey = this.get
  saveSignedPreKey = this.save
  getSignedPreKey = this.get
  saveKyberPreKey = this.save
  getKyberPreKey = this.get
  removePreKey = async () => undefined
  markKyberPreKeyUsed = async () => undefined
}
const port = (base, kept) => Object.assign(Object.create(base.prototype), kept)

const person = (name) => ({
  address: signal.ProtocolAddress.new(name, 1),
  sessions: new Sessions(),
  identities: new Identities(),
})
const alice = person('alice')
const bob = person('bob')
const stores = {
  pre: port(signal.PreKeyStore, new Keys()),
  signed: port(signal.SignedPreKeyStore, new Keys()),
  kyber: port(signal.KyberPreKeyStore, new Keys()),
}

const identity = bob.identities.pair
const preKey = signal.PrivateKey.generate()
const signedKey = signal.PrivateKey.generate()
const kyber = signal.KEMKeyPair.generate()
const signature = identity.privateKey.sign(signedKey.getPublicKey().serialize())
const kyberSignature = identity.privateKey.sign(kyber.getPublicKey().serialize())
await stores.pre.savePreKey(1, signal.PreKeyRecord.new(1, preKey.getPublicKey(), preKey))
await stores.signed.saveSignedPreKey(
  2,
  signal.SignedPreKeyRecord.new(2, 0, signedKey.getPublicKey(), signedKey, signature),
)
await stores.kyber.saveKyberPreKey(3, signal.KyberPreKeyRecord.new(3, 0, kyber, kyberSignature))
const bundle = signal.PreKeyBundle.new(
  5,
  1,
  1,
  preKey.getPublicKey(),
  2,
  signedKey.getPublicKey(),
  signature,
  identity.publicKey,
  3,
  kyber.getPublicKey(),
  kyberSignature,
)
await signal.processPreKeyBundle(bundle, bob.address, alice.address, alice.sessions, alice.identities)

const encrypt = (from, to, text) => signal.signalEncrypt(text, to.address, from.address, from.sessions, from.identities)
const text = new Uint8Array(100).fill(7)
const first = await encrypt(alice, bob, text)
await signal.signalDecryptPreKey(
  signal.PreKeySignalMessage.deserialize(first.serialize()),
  alice.address,
  bob.address,
  bob.sessions,
  bob.identities,
  stores.pre,
  stores.signed,
  stores.kyber,
)
const reply = await encrypt(bob, alice, text)
const decrypt = (from, to, message) =>
  signal.signalDecrypt(
    signal.SignalMessage.deserialize(message.serialize()),
    from.address,
    to.address,
    to.sessions,
    to.identities,
  )
await decrypt(bob, alice, reply)

const count = 1000
const encrypts = []
const decrypts = []
for (let run = 0; run < 7; run++) {
  const sealed = []
  const start = performance.now()
  for (let i = 0; i < count; i++) sealed.push(await encrypt(alice, bob, text))
  const middle = performance.now()
  for (const message of sealed) await decrypt(alice, bob, message)
  encrypts.push((count * 1000) / (middle - start))
  decrypts.push((count * 1000) / (performance.now() - middle))
}
const median = (values) => values.toSorted((a, b) => a - b)[3]
process.stdout.write(
  `${JSON.stringify({ encrypt: Math.round(median(encrypts)), decrypt: Math.round(median(decrypts)) })}\n`,
)
