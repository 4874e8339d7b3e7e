/**
 * The one place that looks at whether ts-mls carries our patches. Without them it still runs, and keeps secrets that
 * RFC 9420 §9.2 says to delete: better not to run. What only the patches export is therefore imported by namespace
 * (commit.ts, pages.ts, unprotect.ts): a missing name would fail while linking, before this file could say why.
 */
import * as library from 'ts-mls/mlsError.js'

const marker: unknown = (library as { readonly ebbPatch?: unknown }).ebbPatch

/** Throws unless the marker is the one of this version of seal. */
export function requirePatches(found: unknown): void {
  if (found !== 1) {
    throw new Error(
      'ts-mls is installed without the patches of Ebb (patches/ts-mls+1.6.4.patch). Run `npm ci` without --ignore-scripts.',
    )
  }
}

requirePatches(marker)
