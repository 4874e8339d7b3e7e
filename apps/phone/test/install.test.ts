import { describe, expect, it } from 'vitest'
import { installHint, installsFirst, type InstallHint } from '../src/install/system.ts'

const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0'
const agents = {
  iphone: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Version/26.0 Mobile/15E148 Safari/604.1`,
  iphoneChrome: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} CriOS/156.0 Mobile/15E148 Safari/604.1`,
  iphoneInstagram: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Mobile/15E148 Instagram 400.0`,
  iphoneView: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Mobile/15E148`,
  mac: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/26.0 Safari/605.1.15`,
  macChrome: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${chrome} Safari/537.36`,
  android: `Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36`,
  androidFirefox: 'Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0',
  linuxFirefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
  windowsEdge: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/156.0.0.0`,
  other: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Epiphany/605.1.15',
}
type Agent = keyof typeof agents

const hint = (agent: Agent, how: { touchPoints?: number; standalone?: boolean; offered?: boolean } = {}): InstallHint =>
  installHint({ userAgent: agents[agent], touchPoints: 0, standalone: false, offered: false, ...how })

describe('how to install', () => {
  it.each([
    ['iphone', 'ios'],
    ['iphoneChrome', 'ios'],
    ['iphoneInstagram', 'ios-inside'],
    ['iphoneView', 'ios-inside'],
    ['mac', 'mac-safari'],
    ['macChrome', 'desktop-chromium'],
    ['android', 'android-menu'],
    ['androidFirefox', 'android-firefox'],
    ['linuxFirefox', 'desktop-firefox'],
    ['windowsEdge', 'desktop-chromium'],
    ['other', 'none'],
  ] as const)('%s: %s', (agent, wanted) => {
    expect(hint(agent)).toBe(wanted)
  })

  it('knows a tablet that calls itself a Mac by its touch', () => {
    expect(hint('mac', { touchPoints: 5 })).toBe('ios')
  })

  it('is done where the app runs from its own icon', () => {
    for (const agent of Object.keys(agents) as Agent[]) expect(hint(agent, { standalone: true })).toBe('installed')
  })

  it('takes the browser’s own offer where there is one', () => {
    expect(hint('android', { offered: true })).toBe('offered')
    expect(hint('windowsEdge', { offered: true })).toBe('offered')
  })

  it('comes before the keys only where the installed app has storage of its own', () => {
    const first = (Object.keys(agents) as Agent[]).filter((agent) => installsFirst(hint(agent)))
    expect(first).toEqual(['iphone', 'iphoneChrome', 'iphoneInstagram', 'iphoneView', 'mac'])
    expect(installsFirst(hint('iphone', { standalone: true }))).toBe(false)
  })
})
