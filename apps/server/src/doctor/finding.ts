/** What `ebb-server doctor` says about one thing. */
export interface Finding {
  readonly about: 'directory' | 'key' | 'databases' | 'buckets' | 'memory' | 'disk' | 'files' | 'clock' | 'origin'
  /** warning: it works, and will not for long or not for many. skipped: it could not be looked at now. */
  readonly verdict: 'ok' | 'warning' | 'failed' | 'skipped'
  /** A line for the operator, with what to do. No name, key or address of anybody who uses the server. */
  readonly says: string
}
