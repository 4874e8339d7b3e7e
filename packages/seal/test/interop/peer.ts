/** Another implementation of RFC 9420, with suite 1, as far as these tests use it. What it refuses, it throws. */

export interface Peer {
  readonly version: string
  /** With a seed and a name where the peer can be given them. */
  client(given?: { readonly seed?: Uint8Array; readonly identity?: Uint8Array }): Promise<PeerClient>
}

/** Groups are named by their id. Commits are taken by who makes them as soon as they are made. */
export interface PeerClient {
  /** What stands in its basic credential. */
  identity(): Promise<Uint8Array>
  publicKey(): Promise<Uint8Array>
  /** Valid for so many seconds, where the peer can be told. */
  keyPackage(seconds?: number): Promise<Uint8Array>
  create(group: Uint8Array): Promise<void>
  /** Throws where the welcome leads into another group. */
  join(group: Uint8Array, welcome: Uint8Array): Promise<void>
  add(group: Uint8Array, keyPackages: readonly Uint8Array[]): Promise<PeerCommit>
  update(group: Uint8Array): Promise<PeerCommit>
  remove(group: Uint8Array, identities: readonly Uint8Array[]): Promise<PeerCommit>
  /** The commit by which it joins from outside (RFC 9420 §12.4.3.2), where it does that. */
  external(groupInfo: Uint8Array): Promise<Uint8Array>
  encrypt(group: Uint8Array, content: Uint8Array): Promise<Uint8Array>
  open(group: Uint8Array, message: Uint8Array): Promise<PeerOpened>
  epoch(group: Uint8Array): Promise<number>
  members(group: Uint8Array): Promise<readonly Uint8Array[]>
  /** MLS-Exporter with the label `exporter` and no context. */
  exported(group: Uint8Array, length: number): Promise<Uint8Array>
}

/** MLSMessages. */
export interface PeerCommit {
  readonly commit: Uint8Array
  readonly welcome?: Uint8Array
  /** Of the new epoch, by those who publish it. */
  readonly groupInfo?: Uint8Array
}

export type PeerOpened =
  /** `sender`: the name in the credential of whoever MLS says has sent it, where the peer tells. */
  | { readonly kind: 'message'; readonly content: Uint8Array; readonly sender: Uint8Array | undefined }
  | { readonly kind: 'commit'; readonly active: boolean }
  | { readonly kind: 'proposal' }
