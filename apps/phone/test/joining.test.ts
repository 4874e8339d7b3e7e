import { invitationLink } from '@ebb/protocol'
import { describe, expect, it } from 'vitest'
import { checkInvitation, stepOf, stepsWhen } from '../src/joining/steps.ts'
import { invitationIn } from '../src/store/address.ts'

const origin = 'https://ebb.example'
const ends = 2_000_000_000
const link = invitationLink(origin, {
  version: 1,
  secret: new Uint8Array(16).fill(1),
  server: new Uint8Array(32).fill(2),
  by: 'alice',
  ceiling: 86_400,
  ends,
})
const here = { origin, now: ends - 1 }

describe('an invitation that is opened', () => {
  it('says who invites, to which server, until when', () => {
    expect(checkInvitation(` ${link}\n`, here)).toEqual({
      is: 'good',
      link,
      host: 'ebb.example',
      by: 'alice',
      ends,
      ceiling: 86_400,
    })
  })

  it('opens at its own server only, and another one is named', () => {
    for (const other of ['https://ebb.example:8443', 'https://other.example', 'http://127.0.0.1:8080']) {
      expect(checkInvitation(link, { ...here, origin: other })).toEqual({ is: 'elsewhere', host: 'ebb.example', link })
    }
  })

  it('is over at its end, not a second later', () => {
    expect(checkInvitation(link, { ...here, now: ends })).toEqual({ is: 'expired' })
    expect(checkInvitation(link, { ...here, now: ends - 1 }).is).toBe('good')
  })

  it.each([
    ['nothing', '', 'nothing'],
    ['space', '  \n', 'nothing'],
    ['half of it', link.slice(0, -4), 'bad'],
    ['a link without the secret', `${origin}/i`, 'bad'],
    ['plain http', link.replace('https', 'http'), 'bad'],
    ['a script', `javascript:alert(1)//${link}`, 'bad'],
  ])('%s is %j: %s', (_, text, is) => {
    expect(checkInvitation(text, here).is).toBe(is)
  })
})

describe('the address with which the app was opened', () => {
  it('holds an invitation only where invitations open', () => {
    expect(invitationIn({ origin, pathname: '/i', hash: '#abc' })).toBe(`${origin}/i#abc`)
    expect(invitationIn({ origin, pathname: '/i/', hash: '#abc' })).toBe(`${origin}/i#abc`)
    expect(invitationIn({ origin, pathname: '/i', hash: '' })).toBeUndefined()
    expect(invitationIn({ origin, pathname: '/i', hash: '#' })).toBeUndefined()
    expect(invitationIn({ origin, pathname: '/', hash: '#abc' })).toBeUndefined()
    expect(invitationIn({ origin, pathname: '/i/x', hash: '#abc' })).toBeUndefined()
  })

  it('gives back the link that was made', () => {
    const { pathname, hash } = new URL(link)
    expect(invitationIn({ origin, pathname, hash })).toBe(link)
  })
})

describe('the steps', () => {
  it('put this device before the keys where the installed app has storage of its own', () => {
    expect(stepsWhen(false)).toEqual(['invitation', 'name', 'device'])
    expect(stepsWhen(true)).toEqual(['invitation', 'device', 'name'])
  })

  it('lead back to where a refusal is mended', () => {
    expect(stepOf('handle-taken')).toBe('name')
    expect(stepOf('bad-name')).toBe('name')
    for (const why of [
      'invitation-used',
      'invitation-expired',
      'invitation-unknown',
      'bad-link',
      'wrong-server',
    ] as const) {
      expect(stepOf(why)).toBe('invitation')
    }
    for (const why of ['offline', 'disk-full', 'too-many', 'no-storage'] as const) expect(stepOf(why)).toBeUndefined()
  })
})
