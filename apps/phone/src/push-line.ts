/** All that a notification ever says. Its words are the service worker's own: the page's are not there when it wakes. */

export interface PushLine {
  readonly lang: 'en' | 'de' | 'ar'
  readonly dir: 'ltr' | 'rtl'
  readonly body: string
}

/** `languages` of the browser, the most wanted first; English where none of them is ours. */
export function pushLine(languages: readonly string[]): PushLine {
  const wanted = languages.map((language) => language.toLowerCase().split('-')[0])
  return (
    lines.find((line) => line.lang === wanted.find((language) => lines.some(({ lang }) => lang === language))) ??
    english
  )
}

const english: PushLine = { lang: 'en', dir: 'ltr', body: 'There is something new. Open Ebb to see it.' }

const lines: readonly PushLine[] = [
  english,
  { lang: 'de', dir: 'ltr', body: 'Es gibt etwas Neues. Öffne Ebb, um es zu sehen.' },
  { lang: 'ar', dir: 'rtl', body: 'هناك شيء جديد. افتح Ebb لرؤيته.' },
]
