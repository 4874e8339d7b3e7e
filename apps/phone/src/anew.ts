/** The page begins anew. However often that is asked for, it leaves once: leaving twice crashes Chromium now and then. */
let leaving = false

/** `where`: a path on this origin; the same address where absent. */
export function beginAnew(where?: string): void {
  if (leaving) return
  leaving = true
  if (where === undefined) location.reload()
  else location.replace(where)
}
