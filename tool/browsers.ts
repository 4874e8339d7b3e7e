/** The browsers, and the proxy and systemd's own judge of units, that some tests need: put there by apt where this may do so, else it says how. */
import { existsSync, readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import process from 'node:process'

/** Debian's packages, and a file that each brings. The fonts: Latin and Arabic letters in pictures and measures. */
const needed = [
  { name: 'chromium', file: '/usr/bin/chromium' },
  { name: 'firefox-esr', file: '/usr/bin/firefox-esr' },
  { name: 'fonts-noto-core', file: '/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf' },
  { name: 'caddy', file: '/usr/bin/caddy' },
  { name: 'systemd', file: '/usr/bin/systemd-analyze' },
]

/** Prints what it does. What is still missing afterwards is left to the tests, which fail without it. */
export function provideBrowsers(): void {
  const missing = needed.filter(({ file }) => !existsSync(file)).map(({ name }) => name)
  if (missing.length === 0) return
  const command = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing]
  if (process.getuid?.() !== 0 || !isDebian()) {
    console.log(`Some tests need ${missing.join(', ')}. On Debian: sudo ${command.join(' ')}`)
    return
  }
  console.log(`Installing ${missing.join(', ')} by apt`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const [program, ...args] of [['apt-get', 'update', '-qq'], command] as const) {
    const { status, stderr } = spawnSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
    if (status === 0) continue
    console.log(`${program} ${args.join(' ')} failed:\n${stderr}`)
    return
  }
}

/** On Ubuntu both browsers are snaps behind packages of the same names, which cannot be started like this. */
function isDebian(): boolean {
  return existsSync('/usr/bin/apt-get') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}
