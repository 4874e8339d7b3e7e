/** The browser that runs us: whether it has offered to install, and how it would be done. */
import { computed, signal } from '@preact/signals'
import { installHint, type InstallHint } from './system.ts'

/** Chromium's event, which no library of types knows. */
interface InstallOffer extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>
}

const offer = signal<InstallOffer | undefined>(undefined)
const installed = signal(isStandalone())

export const hint = computed<InstallHint>(() =>
  installHint({
    userAgent: navigator.userAgent,
    touchPoints: navigator.maxTouchPoints,
    standalone: installed.value,
    offered: offer.value !== undefined,
  }),
)

/** Once, as early as may be: the browser offers when the page has loaded, and only once. */
export function catchInstallOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer.value = event as InstallOffer
  })
  addEventListener('appinstalled', () => {
    offer.value = undefined
    installed.value = true
  })
}

/** Must be called by a tap. An offer can be used once. */
export async function install(): Promise<void> {
  const used = offer.value
  if (used === undefined) return
  const { outcome } = await used.prompt()
  offer.value = undefined
  if (outcome === 'accepted') installed.value = true
}

function isStandalone(): boolean {
  const ofApple = 'standalone' in navigator && navigator.standalone === true
  return ofApple || matchMedia('(display-mode: standalone), (display-mode: minimal-ui)').matches
}
