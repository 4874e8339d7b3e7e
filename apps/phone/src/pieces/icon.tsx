/** Small pictures, drawn with the colour of the text around them. They say nothing to ears: the button does. */
import type { JSX } from 'preact'

/** Drawn on a square of 24, with a line of 2. */
const drawings = {
  back: <path d="m15 5-7 7 7 7" />,
  forward: <path d="m9 5 7 7-7 7" />,
  down: <path d="m5 9 7 7 7-7" />,
  more: <path d="M12 5.5v.01M12 12v.01M12 18.5v.01" stroke-width="3.2" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  search: <path d="M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 5 5" />,
  write: <path d="M4 20v-4L16 4l4 4L8 20H4Zm9-13 4 4" />,
  send: <path d="M4 12 3.5 4.5l17 7.5-17 7.5L4 12Zm0 0h8" fill="currentColor" stroke-linejoin="round" />,
  reply: <path d="m9 7-5 5 5 5M4 12h9a7 7 0 0 1 7 7" />,
  forwards: <path d="m15 7 5 5-5 5M20 12h-9a7 7 0 0 0-7 7" />,
  poll: <path d="M5 20V10M12 20V4M19 20v-7" stroke-width="3" />,
  once: <path d="M12 21a9 9 0 1 1 9-9M10.5 9l2-1v8M15 20.5l.01 0M19 17.5l.01 0" />,
  people: (
    <path d="M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 8c0-3.6 2.9-5.5 6.5-5.5s6.5 1.9 6.5 5.5M16 4.9a3.3 3.3 0 0 1 0 6.2M18 14.4c2.1.8 3.5 2.5 3.5 5.1" />
  ),
  leave: <path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9" />,
  copy: <path d="M9 9h11v11H9V9Zm6 0V4H4v11h5" />,
  bin: <path d="M4 7h16M9.5 7V4h5v3M6 7l1 13h10l1-13M10 11v5M14 11v5" />,
  'bin-all': <path d="M4 7h16M9.5 7V4h5v3M6 7l1 13h10l1-13M9.5 11l5 5M14.5 11l-5 5" />,
  info: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v6M12 7.5v.01" />,
  clock: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2" />,
  pin: <path d="M9 4h6l-.5 6 3.5 4H6l3.5-4L9 4Zm3 10v6" />,
  mute: <path d="M6 10a6 6 0 0 1 9.8-4.6M18 11v4l2 3H8M4 18l1.5-2.2M10 21h4M4 4l16 16" />,
  bell: <path d="M6 15v-5a6 6 0 1 1 12 0v5l2 3H4l2-3Zm4 6h4" />,
  archive: <path d="M4 4h16v5H4V4Zm1 5v11h14V9M10 13h4" />,
  check: <path d="m5 12.5 5 5L19.5 7" />,
  person: <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 9c0-4 3.5-6 8-6s8 2 8 6" />,
  'person-add': (
    <path d="M10 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 9c0-4 3-6 7.5-6 1.7 0 3.2.3 4.4.8M18.5 15v7M15 18.5h7" />
  ),
  block: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM6 6l12 12" />,
  gear: (
    <path d="M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM10.2 5.6 10.4 2.8 13.6 2.8 13.8 5.6 15.3 6.3 17.4 4.4 19.6 6.6 17.7 8.7 18.4 10.2 21.2 10.4 21.2 13.6 18.4 13.8 17.7 15.3 19.6 17.4 17.4 19.6 15.3 17.7 13.8 18.4 13.6 21.2 10.4 21.2 10.2 18.4 8.7 17.7 6.6 19.6 4.4 17.4 6.3 15.3 5.6 13.8 2.8 13.6 2.8 10.4 5.6 10.2 6.3 8.7 4.4 6.6 6.6 4.4 8.7 6.3Z" />
  ),
  lock: <path d="M6 11h12v9H6v-9Zm2.5 0V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2" />,
  shield: <path d="M12 3 5 5.5V11c0 4.5 3 8 7 10 4-2 7-5.5 7-10V5.5L12 3Z" />,
  'shield-check': (
    <>
      <path d="M12 3 5 5.5V11c0 4.5 3 8 7 10 4-2 7-5.5 7-10V5.5L12 3Z" fill="currentColor" />
      <path d="m8.5 11.8 2.5 2.5 4.5-4.8" class="icon-inside" />
    </>
  ),
  'shield-warn': (
    <>
      <path d="M12 3 5 5.5V11c0 4.5 3 8 7 10 4-2 7-5.5 7-10V5.5L12 3Z" fill="currentColor" />
      <path d="M12 7.5v5M12 15.8v.01" class="icon-inside" stroke-width="2.5" />
    </>
  ),
  warn: <path d="M12 3.5 2.5 20h19L12 3.5Zm0 6.5v4.5M12 17.3v.01" />,
  offline: (
    <path d="M2.5 9a14 14 0 0 1 5-3M21.5 9a14 14 0 0 0-9.5-4M6 13a9 9 0 0 1 4-2.3M18 13a9 9 0 0 0-2-1.4M9.5 16.5a4 4 0 0 1 5 0M12 20v.01M4 3l16 17" />
  ),
  chat: <path d="M4 5h16v11H11l-5 4v-4H4V5Z" />,
  qr: <path d="M4 4h6v6H4V4Zm10 0h6v6h-6V4ZM4 14h6v6H4v-6Zm10 0h2.5v2.5H14V14Zm6 0v2.5M17 20h3v-1M14 20v-1" />,
  retry: <path d="M19 12a7 7 0 1 1-2.2-5.1L19 9M19 4v5h-5" />,
  eye: (
    <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z" />
  ),
  'eye-off': (
    <path d="M9.5 5.9a9 9 0 0 1 2.5-.4c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.6 3.5M6 7.4A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4.4-1.2M10 10a3 3 0 0 0 4 4M4 4l16 16" />
  ),
  camera: <path d="M4 7.5h3.5L9 5h6l1.5 2.5H20V19H4V7.5ZM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z" />,
  share: <path d="M12 15V3.5M8 7l4-4 4 4M7 11H5v10h14V11h-2" />,
  key: <path d="M8 19a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.2-7.7L20 2.5M16 6.5l3 3M8 14.5v.01" />,
  device: <path d="M7 2.5h10v19H7v-19ZM11 18.5h2" />,
  install: <path d="M12 3v11M7.5 10l4.5 4.5 4.5-4.5M4.5 16v4.5h15V16" />,
  globe: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0 0c-5-5-5-13 0-18 5 5 5 13 0 18ZM3.5 9.5h17M3.5 14.5h17" />,
  disk: (
    <path d="M4 7c0-2 3.5-3.5 8-3.5S20 5 20 7v10c0 2-3.5 3.5-8 3.5S4 19 4 17V7Zm0 0c0 2 3.5 3.5 8 3.5S20 9 20 7M4 12c0 2 3.5 3.5 8 3.5s8-1.5 8-3.5" />
  ),
  finger: (
    <path d="M6 17c1-1.5 1.5-3 1.5-5a4.5 4.5 0 0 1 9 0c0 1.5-.1 2.8-.5 4M12 12c0 3.5-1 6-2.5 8.5M4 13.5V12a8 8 0 0 1 13-6.2M19.3 8.7c.5 1 .7 2.1.7 3.3 0 2-.2 4-.8 6M15 18c-.3 1-.7 2-1.2 3" />
  ),
  dice: <path d="M4 4h16v16H4V4Zm4.5 4.5v.01M15.5 8.5v.01M12 12v.01M8.5 15.5v.01M15.5 15.5v.01" stroke-width="2.2" />,
  checks: <path d="m2.5 12.5 4.5 5 8.5-10.5M12 16.5l1 1L21.5 7" />,
  clip: <path d="m20 11.5-8.2 8.2a5 5 0 0 1-7-7L13 4.4a3.4 3.4 0 0 1 4.8 4.8l-8.2 8.2a1.7 1.7 0 0 1-2.4-2.4l7.5-7.5" />,
  picture: <path d="M4 5h16v14H4V5Zm0 11 5-5 4 4 2.5-2.5L20 17M15.5 9v.01" />,
  paper: <path d="M6 3h8l4 4v14H6V3Zm8 0v4h4M9 12h6M9 16h6" />,
  mic: (
    <path d="M12 15a3.5 3.5 0 0 0 3.5-3.5v-5a3.5 3.5 0 0 0-7 0v5A3.5 3.5 0 0 0 12 15Zm-6.5-4a6.5 6.5 0 0 0 13 0M12 17.5V21" />
  ),
  play: <path d="M8 5.5v13l10-6.5L8 5.5Z" fill="currentColor" />,
  pause: <path d="M8.5 6v12M15.5 6v12" stroke-width="3.5" />,
  stop: <path d="M7 7h10v10H7V7Z" fill="currentColor" />,
  letter: <path d="M3.5 5.5h17v13h-17v-13Zm0 1 8.5 7 8.5-7" />,
} as const

export type IconName = keyof typeof drawings

export function Icon({ name, small }: { readonly name: IconName; readonly small?: boolean }): JSX.Element {
  return (
    <svg
      class={`icon ${small === true ? 'icon-small' : ''} ${turning.has(name) ? 'icon-turning' : ''}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      {drawings[name]}
    </svg>
  )
}

/** What points along the line of reading turns round where that goes from right to left. */
const turning: ReadonlySet<IconName> = new Set(['back', 'forward', 'send', 'reply', 'forwards'])
