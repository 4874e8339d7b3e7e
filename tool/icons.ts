/**
 * `node tool/icons.ts`: draws the phone app's icons anew from icon.svg, with Chromium. Run it whenever that changes;
 * what it makes lies beside it in the repository, because a build must not need a browser.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChromium } from '../test/stage/browsers.ts'
import { root } from './tree.ts'

const folder = join(root, 'apps/phone/public')

/**
 * `round`: with its own corners, and nothing around them. `square`: for systems that cut the corners themselves.
 * `masked`: for those that may cut everything outside the middle circle of 80 %, so the mark is smaller.
 */
const icons = [
  { name: 'icon-192.png', size: 192, shape: 'round' },
  { name: 'icon-512.png', size: 512, shape: 'round' },
  { name: 'icon-180.png', size: 180, shape: 'square' },
  { name: 'icon-maskable-512.png', size: 512, shape: 'masked' },
] as const

const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
const profile = mkdtempSync(join(tmpdir(), 'ebb-icons-'))
const browser = await startChromium(profile)
for (const { name, size, shape } of icons) {
  const page = await browser.context.newPage()
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${shaped(svg, shape)}`,
  )
  writeFileSync(join(folder, name), await page.screenshot({ omitBackground: true }))
  await page.close()
}
await browser.close()
rmSync(profile, { recursive: true })

function shaped(text: string, shape: (typeof icons)[number]['shape']): string {
  if (shape === 'round') return text
  const square = text.replace(/ rx="\d+"/, '')
  return shape === 'square'
    ? square
    : square.replaceAll('<g ', '<g transform="translate(256 256) scale(0.8) translate(-256 -256)" ')
}
