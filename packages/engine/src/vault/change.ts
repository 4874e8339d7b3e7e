/** What the engine asks the vault to keep: everything that follows from one input, all or nothing. */
export type VaultChange =
  /** A page of MLS state or anything else that needs forward secrecy: re-keyed on each write. */
  | { readonly kind: 'page'; readonly page: number; readonly bytes: Uint8Array | undefined }
  /** A lasting record (profile, contacts, conversations), under the home key. */
  | { readonly kind: 'record'; readonly key: number; readonly bytes: Uint8Array | undefined }
  /**
   * A message, new or changed, under a random key that its bucket's key wraps. The bucket is made when it is new. What
   * stood there before cannot be read again by anybody, which costs the re-wrapping of its whole bucket; `adds` spares
   * that where the old bytes say nothing that the new ones do not (it was acknowledged, say) and the bucket is the same:
   * then the old ones end with the new ones.
   */
  | {
      readonly kind: 'message'
      readonly key: number
      readonly bucket: Bucket
      readonly bytes: Uint8Array
      /** When it ends, seconds since 1970: not before its slice begins, which counts where this is not said. */
      readonly ends?: number
      readonly adds?: true
    }
  /** A message that ends now: it cannot be read again by anybody once the change is kept. */
  | { readonly kind: 'forget'; readonly key: number }

/** The key of one conversation and one time slice; seconds since 1970. */
export interface Bucket {
  readonly conversation: number
  readonly start: number
  readonly end: number
}
