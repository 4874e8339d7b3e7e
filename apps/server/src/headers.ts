/** What every answer says to the browser: what the app may do at all, so that nothing injected can do more. */

/** `origin`: where clients find this server. */
export function headersFor(origin: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': policy.join('; '),
    'permissions-policy': [...allowed.map((name) => `${name}=(self)`), ...forbidden.map((name) => `${name}=()`)].join(
      ', ',
    ),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    // Not for subdomains: they may be somebody else's business. Two years.
    ...(origin.startsWith('https:') && { 'strict-transport-security': 'max-age=63072000' }),
  }
}

/**
 * A worker obeys the policy that its own file came with, so all files have the same one. 'self' covers the WebSocket of
 * this origin in Chromium and Firefox. Argon2id is WebAssembly. Trusted Types: decisions/trusted-types.md.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  'media-src blob:',
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types ebb',
]

/** Scanning codes, voice messages, unlocking with the device's own means, copying a message. */
const allowed = ['camera', 'clipboard-write', 'microphone', 'publickey-credentials-create', 'publickey-credentials-get']

/** Everything else that has a name and does not belong to an experiment. A browser passes over what it does not know. */
const forbidden = [
  'accelerometer autoplay browsing-topics captured-surface-control clipboard-read compute-pressure',
  'cross-origin-isolated display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid',
  'identity-credentials-get idle-detection keyboard-map local-fonts magnetometer midi',
  'otp-credentials payment picture-in-picture screen-wake-lock serial speaker-selection storage-access',
  'sync-xhr unload usb window-management xr-spatial-tracking',
].flatMap((names) => names.split(' '))
