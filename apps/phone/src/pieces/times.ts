/** Times and lengths of time as people say them. Times in seconds since 1970, lengths in seconds; the locale is handed in. */

/** Beside a conversation: the time today, the weekday within six days, else the date. */
export function listTime(at: number, now: number, locale: string): string {
  const days = daysBetween(at, now)
  if (days === 0) return clockTime(at, locale)
  if (days > 0 && days < 7) return format(at, locale, { weekday: 'short' })
  return format(at, locale, sameYear(at, now) ? { day: 'numeric', month: 'short' } : { dateStyle: 'short' })
}

export const clockTime = (at: number, locale: string): string => format(at, locale, { timeStyle: 'short' })

/** Day and time in full, for the details of a message. */
export const fullTime = (at: number, locale: string): string =>
  format(at, locale, { dateStyle: 'medium', timeStyle: 'short' })

/** Between the messages of two days: a word for today and yesterday, the weekday within six days, else the date. */
export function dayName(at: number, now: number, locale: string): string {
  const days = daysBetween(at, now)
  if (days === 0 || days === 1)
    return capital(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day'), locale)
  if (days > 1 && days < 7) return capital(format(at, locale, { weekday: 'long' }), locale)
  const year = sameYear(at, now) ? {} : ({ year: 'numeric' } as const)
  return format(at, locale, { weekday: 'short', day: 'numeric', month: 'long', ...year })
}

/** Same text, same day of the local calendar. */
export function dayKey(at: number): string {
  const date = new Date(at * 1000)
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`
}

const units = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

export type Unit = (typeof units)[number][0]

/** The largest unit that measures a length exactly, and how many of it: 3600 is one hour, 90 is 90 seconds. */
export function measured(length: number): { readonly count: number; readonly unit: Unit } {
  const [unit, size] = units.find(([, size]) => length >= size && length % size === 0) ?? units[4]
  return { count: length / size, unit }
}

export const secondsIn = (unit: Unit): number => units.find(([name]) => name === unit)![1]

/** "4 weeks", or "4w" where `narrow`. */
export function spanName(length: number, locale: string, display: 'long' | 'short' | 'narrow' = 'long'): string {
  const { count, unit } = measured(length)
  return unitName(count, unit, locale, display)
}

/** What is left, in days or less, rounded down: never more than is true. */
export function leftName(left: number, locale: string, display: 'long' | 'short' | 'narrow' = 'long'): string {
  const [unit, size] = units.find(([name, size]) => name !== 'week' && left >= size) ?? units[4]
  return unitName(Math.max(0, Math.floor(left / size)), unit, locale, display)
}

export function unitName(count: number, unit: Unit, locale: string, display: 'long' | 'short' | 'narrow'): string {
  const key = `${locale} ${unit} ${display}`
  const made = numbers.get(key) ?? new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: display })
  numbers.set(key, made)
  return made.format(count)
}

/** "minutes" alone, as it stands behind a number of some: for a list to choose from. */
export function unitWord(unit: Unit, locale: string): string {
  const parts = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).formatToParts(5)
  return parts.find(({ type }) => type === 'unit')?.value ?? unit
}

function format(at: number, locale: string, how: Intl.DateTimeFormatOptions): string {
  const key = `${locale}${JSON.stringify(how)}`
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, how)
  formats.set(key, made)
  return made.format(at * 1000)
}

/** Makes what the list and most conversations need, so that drawing the first one does not wait for it. */
export function prepareTimes(locale: string): void {
  const now = Date.now() / 1000
  for (const days of [0, 3, 30, 400]) listTime(now - days * 86_400, now, locale)
  for (const unit of ['week', 'day', 'hour'] as const)
    for (const display of ['long', 'short', 'narrow'] as const) unitName(1, unit, locale, display)
}

/** Making one takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>()
const numbers = new Map<string, Intl.NumberFormat>()

/** How many midnights lie between. */
function daysBetween(at: number, now: number): number {
  const [then, today] = [new Date(at * 1000), new Date(now * 1000)]
  // Counted as if all days had 24 hours, which they have in UTC.
  const midnight = (d: Date): number => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate())
  return Math.round((midnight(today) - midnight(then)) / 86_400_000)
}

const sameYear = (at: number, now: number): boolean =>
  new Date(at * 1000).getFullYear() === new Date(now * 1000).getFullYear()

const capital = (text: string, locale: string): string => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
