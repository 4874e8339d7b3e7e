/** How long something is to be heard, as clocks show it. */

/** "1:05", or "1:00:05" from an hour on; `seconds` are rounded down. */
export function lengthName(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.floor(seconds))
  const many = new Intl.NumberFormat(locale, { useGrouping: false })
  const two = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 })
  const minutes = Math.floor(whole / 60)
  const rest = two.format(whole % 60)
  if (minutes < 60) return `${many.format(minutes)}:${rest}`
  return `${many.format(Math.floor(minutes / 60))}:${two.format(minutes % 60)}:${rest}`
}
