/** What the browser promises about what it keeps for this origin. */

/** Whether it erases nothing by itself, not even where room gets scarce or the site is not used for long. */
export const isPersistent = (): Promise<boolean> => navigator.storage.persisted()

/** Bytes of this origin, as the browser counts them: `used` of at most `quota`. */
export async function storageUsed(): Promise<{ readonly used: number; readonly quota: number }> {
  const { usage = 0, quota = 0 } = await navigator.storage.estimate()
  return { used: usage, quota }
}
