/** How the app is installed here, and why. */
import type { ComponentChildren, JSX } from 'preact'
import { hint, install } from '../install/this-system.ts'
import { installsFirst, type InstallHint } from '../install/system.ts'
import { words } from '../words/words.ts'
import { Icon, type IconName } from './icon.tsx'

export function InstallCard(): JSX.Element {
  const say = words.value.house.install
  const here = hint.value
  if (here === 'installed') return <Note icon="check" title={say.installed} text={say.installedText} />
  if (here === 'none' || here === 'desktop-firefox')
    return <Note icon="globe" title={say.inBrowser} text={lineOf(here)} />
  return (
    <Note icon="install" title={say.title} text={installsFirst(here) ? say.whyFirst : say.why}>
      <How here={here} />
    </Note>
  )
}

function How({ here }: { readonly here: InstallHint }): JSX.Element {
  const say = words.value.house.install
  switch (here) {
    case 'ios':
      return (
        <ol class="ways">
          <Way icon="share" text={say.ios.share} />
          <Way icon="install" text={say.ios.add} />
          <Way icon="letter" text={say.ios.open} />
        </ol>
      )
    case 'mac-safari':
      return (
        <ol class="ways">
          <Way icon="install" text={say.mac.share} />
          <Way icon="letter" text={say.mac.open} />
        </ol>
      )
    case 'offered':
      return (
        <button type="button" class="button" onClick={() => void install()}>
          <Icon name="install" small />
          {say.button}
        </button>
      )
    default:
      return <p class="small">{lineOf(here)}</p>
  }
}

function lineOf(here: Exclude<InstallHint, 'ios' | 'mac-safari' | 'offered'>): string {
  const say = words.value.house.install
  switch (here) {
    case 'ios-inside':
      return say.iosInside
    case 'android-menu':
      return say.androidMenu
    case 'android-firefox':
      return say.androidFirefox
    case 'desktop-chromium':
      return say.desktopChromium
    case 'desktop-firefox':
      return say.desktopFirefox
    case 'installed':
    case 'none':
      return say.none
  }
}

function Way({ icon, text }: { readonly icon: IconName; readonly text: string }): JSX.Element {
  return (
    <li class="way">
      <Icon name={icon} />
      <span>{text}</span>
    </li>
  )
}

interface NoteProps {
  readonly icon: IconName
  readonly title: string
  readonly text: string
  readonly children?: ComponentChildren
}

function Note({ icon, title, text, children }: NoteProps): JSX.Element {
  return (
    <div class="card note">
      <Icon name={icon} />
      <div class="stack note-body">
        <h2>{title}</h2>
        <p class="small">{text}</p>
        {children}
      </div>
    </div>
  )
}
