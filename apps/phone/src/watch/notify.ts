/**
 * Tells that there is something new while the app is open and nobody sees it: the same one line that a push shows,
 * whatever has come. Nothing of a message reaches the system.
 */
import { pushLine } from '../push-line.ts'
import { onHappened } from '../store/office.ts'
import { preferences } from '../store/preferences.ts'
import { isWorthTelling } from './worth-telling.ts'

const tag = 'ebb'

/** Once, by main. */
export function notifyUnseen(): void {
  onHappened((happened) => {
    if (isWorthTelling(happened) && document.visibilityState === 'hidden') void show()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void clear()
  })
}

async function show(): Promise<void> {
  const { notifications, language } = preferences.value
  if (notifications !== 'generic' || !('Notification' in globalThis) || Notification.permission !== 'granted') return
  const { body, lang, dir } = pushLine([language])
  // One tag: the next one replaces this one, so not even their number is kept.
  await (await worker())?.showNotification('Ebb', { body, lang, dir, tag, icon: '/icon-192.png' })
}

/** Whoever has come to look needs no telling. */
async function clear(): Promise<void> {
  for (const shown of (await (await worker())?.getNotifications({ tag })) ?? []) shown.close()
}

const worker = async (): Promise<ServiceWorkerRegistration | undefined> =>
  'serviceWorker' in navigator ? navigator.serviceWorker.getRegistration() : undefined
