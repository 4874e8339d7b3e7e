/**
 * Message layer security (RFC 9420) behind an interface of our own, so that another implementation can take its
 * place. State in, state out: nothing here keeps anything between calls, touches a clock or a disk.
 */
import type { AccountId, ChannelId, DeviceKey } from '@ebb/protocol'

/** `classic`: suite 1, X25519 + AES-128-GCM + SHA-256 + Ed25519. `hybrid`: the same with X-Wing, private id 0xF053. */
export type Suite = 'classic' | 'hybrid'

/** A member: one device of one account, at its place in the tree. */
export interface Leaf {
  readonly index: number
  readonly account: AccountId
  readonly device: DeviceKey
}

/** The keys and the name under which this device takes part. */
export interface Self {
  readonly account: AccountId
  readonly device: DeviceKey
  /** Ed25519 seed, 32 bytes. */
  readonly devicePrivate: Uint8Array
}

/**
 * Which devices this client has seen in which account's chain, revoked ones included. A commit or tree with an
 * unknown device is not refused but waits until the chain was fetched.
 */
export type Knows = (account: AccountId, device: DeviceKey) => boolean

/** One epoch's state of one group, as one device sees it. Immutable; the inside belongs to the implementation. */
export interface Group {
  readonly channel: ChannelId
  readonly epoch: number
  readonly suite: Suite
  readonly self: number
  readonly leaves: readonly Leaf[]
  /** What stands in the GroupContext's policy extension; opaque here. */
  readonly policy: Uint8Array
  /** RFC 9420 §8.7, 32 bytes: equal at everybody who agrees on the whole history. */
  readonly authenticator: Uint8Array
}

/** A part of a group's state that is stored and re-keyed as one. `bytes` undefined: the page is no more. */
export interface PageChange {
  readonly page: number
  readonly bytes: Uint8Array | undefined
}

export interface KeyPackagePair {
  /** The MLS KeyPackage, published. */
  readonly public: Uint8Array
  /** Private init, leaf and signature keys, stored in a page of its own and destroyed after the join. */
  readonly private: Uint8Array
}

export interface KeyPackageFacts {
  readonly suite: Suite
  readonly account: AccountId
  readonly device: DeviceKey
  readonly lastResort: boolean
  /** Seconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
}

export interface Change {
  /** Key packages of devices to add. The caller has checked that the devices are active. */
  readonly add?: readonly Uint8Array[]
  /** Leaf indices to remove. A removed device's place may be taken by one of `add` in the same commit. */
  readonly remove?: readonly number[]
  /** A new policy for the GroupContext. */
  readonly policy?: Uint8Array
}

export interface StagedCommit {
  /** The group after the handshake generation was used up; the epoch is unchanged. */
  readonly group: Group
  /** MLSMessage with a PrivateMessage, padded to a commit size of protocol's limits. */
  readonly commit: Uint8Array
  /** The group in the next epoch, to be taken when the server has accepted the commit. */
  readonly next: Group
  /** Per added device only its own encrypted secrets; everybody's is `info`, with the tree. */
  readonly joiners: readonly { readonly device: DeviceKey; readonly secrets: Uint8Array }[]
  /** The encrypted GroupInfo with the ratchet tree. Empty when nobody was added. */
  readonly info: Uint8Array
}

export type OpenRefusal =
  | 'malformed' // not one canonical MLSMessage with a PrivateMessage
  | 'wrong-group'
  | 'wrong-epoch'
  | 'own-message' // MLS cannot open what this device itself encrypted
  | 'not-authentic' // AEAD, signature, membership or confirmation does not verify, or the generation was used
  | 'too-far-ahead' // a generation beyond what is kept
  | 'not-by-value' // a proposal on its own, or by reference
  | 'external' // an external sender or an external commit
  | 'credential-changed' // an existing leaf under another account or device
  | 'credential-invalid' // a leaf whose credential is not [account, device], or whose device is not its signature key
  | 'lifetime' // an added key package out of date, or of more than 31 days
  | 'invalid-commit' // anything else RFC 9420 §12 forbids

export type Opened =
  | { readonly kind: 'message'; readonly group: Group; readonly sender: Leaf; readonly content: Uint8Array }
  | {
      readonly kind: 'commit'
      /** Undefined: this device was removed. */
      readonly group: Group | undefined
      readonly sender: Leaf
      readonly added: readonly Leaf[]
      readonly removed: readonly Leaf[]
    }
  /** Nothing has changed; fetch these accounts' chains and open again. */
  | { readonly kind: 'unknown-devices'; readonly accounts: readonly AccountId[] }
  /** `author`: whose signature over these bytes holds, where one does: a member has made what nobody may follow. */
  | { readonly kind: 'refused'; readonly why: OpenRefusal; readonly author?: Leaf }

export type JoinRefusal =
  | 'malformed'
  | 'not-for-us'
  | 'not-authentic'
  | 'invalid-tree'
  | 'credential-invalid'
  | 'wrong-group'
export type Joined =
  | { readonly kind: 'joined'; readonly group: Group; readonly sender: Leaf }
  | { readonly kind: 'unknown-devices'; readonly accounts: readonly AccountId[] }
  | { readonly kind: 'refused'; readonly why: JoinRefusal }

export type KeyPackageRefusal = 'malformed' | 'unsupported-suite' | 'credential-invalid' | 'lifetime' | 'not-authentic'

/** `now` is in seconds since 1970 everywhere. */
export interface Mls {
  createKeyPackage(self: Self, options: { suite: Suite; lastResort: boolean; now: number }): Promise<KeyPackagePair>
  /** Checks signature, credential and dates: what whoever *adds* a device must know. */
  readKeyPackage(bytes: Uint8Array, now: number): Promise<KeyPackageFacts | { readonly refused: KeyPackageRefusal }>

  create(self: Self, options: { channel: ChannelId; suite: Suite; policy: Uint8Array; now: number }): Promise<Group>
  join(
    self: Self,
    letter: {
      channel: ChannelId
      secrets: Uint8Array
      info: Uint8Array
      keyPackage: KeyPackagePair
      knows: Knows
      now: number
    },
  ): Promise<Joined>

  /** Every commit carries a path, so it also updates this device's own leaf. Throws RangeError on a change that it may not make. */
  stage(group: Group, change: Change, now: number): Promise<StagedCommit>

  /** Pads to a message size of protocol's limits; the content is at most that of the largest. */
  encrypt(group: Group, content: Uint8Array): Promise<{ readonly group: Group; readonly bytes: Uint8Array }>
  open(group: Group, bytes: Uint8Array, knows: Knows, now: number): Promise<Opened>

  /** MLS-Exporter, RFC 9420 §8.5. */
  export(group: Group, label: string, context: Uint8Array, length: number): Promise<Uint8Array>

  /** The pages that differ; against undefined, all. Page 0 is the public tree, 1 the epoch, from 2 on ranges of senders. */
  changedPages(before: Group | undefined, after: Group): readonly PageChange[]
  /** Puts a group together from all its pages. */
  fromPages(pages: ReadonlyMap<number, Uint8Array>): Group
}
