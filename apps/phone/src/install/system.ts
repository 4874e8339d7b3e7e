/** What kind of system and browser this is, as far as it decides how the app is installed and how long keys live. */

export interface Seen {
  readonly userAgent: string
  /** More than one finger tells a tablet that calls itself a Mac. */
  readonly touchPoints: number
  /** Opened from its own icon. */
  readonly standalone: boolean
  /** The browser has offered to install. */
  readonly offered: boolean
}

/**
 * How to install. `ios`, `ios-inside` and `mac-safari` come before keys are made: there the installed app has storage of its
 * own, and what lies in the browser is erased after seven days without a visit.
 */
export type InstallHint =
  | 'installed'
  | 'ios' // share, then to the Home Screen
  | 'ios-inside' // a page inside another app, which cannot install
  | 'mac-safari' // file, then to the Dock
  | 'offered' // the browser installs at a tap
  | 'android-menu' // the browser's menu installs
  | 'android-firefox'
  | 'desktop-chromium' // a sign in the address bar
  | 'desktop-firefox' // does not install
  | 'none'

export function installHint(seen: Seen): InstallHint {
  const { userAgent } = seen
  if (seen.standalone) return 'installed'
  if (isIos(seen)) return isInsideAnApp(userAgent) ? 'ios-inside' : 'ios'
  if (seen.offered) return 'offered'
  const firefox = /Firefox\/|FxiOS/.test(userAgent)
  const chromium = /Chrome\/|Chromium\//.test(userAgent)
  if (/Android/.test(userAgent)) return firefox ? 'android-firefox' : 'android-menu'
  if (firefox) return 'desktop-firefox'
  if (chromium) return 'desktop-chromium'
  return /Macintosh/.test(userAgent) && /Safari\//.test(userAgent) ? 'mac-safari' : 'none'
}

/** Whether keys that are made before installing would be lost to the installed app. */
export const installsFirst = (hint: InstallHint): boolean =>
  hint === 'ios' || hint === 'ios-inside' || hint === 'mac-safari'

const isIos = ({ userAgent, touchPoints }: Seen): boolean =>
  /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)

/** Views inside other apps do not call themselves Safari, or add their own name. */
const isInsideAnApp = (userAgent: string): boolean =>
  !/Safari\//.test(userAgent) || /FBAN|FBAV|Instagram|Line\/|GSA\/|LinkedInApp|Snapchat/.test(userAgent)
