/** Sizes as people say them. */
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** `bytes` in the largest unit of which there is a whole one: "18.4 MB". */
export function sizeName(bytes: number, locale: string): string {
  const place = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const digits = place < 2 ? 0 : 1
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[place]!,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(bytes / 1000 ** place)
}
