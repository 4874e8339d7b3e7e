import { describe, expect, test } from 'vitest'
import { inboxKey, recoveryDelay, type ChainState } from '../src/index.ts'
import { author, begin, begun, changed, deviceOf, judge, refusalOf, type Author } from './chain-author.ts'

const [phone, laptop, tablet, recovery] = [author(1), author(2), author(3), author(4)]
const [newRecovery, administrator, stranger, thief] = [author(5), author(6), author(7), author(8)]
const devices = (...of: Author[]) => of.map((who) => deviceOf(who))
const one = begun(phone, recovery)
const two = changed(one, phone, { devices: devices(phone, laptop) })

/** A recovery to `tablet` alone, announced. */
const plan = (state: ChainState, of: Author[] = [tablet]) => ({
  devices: devices(...of),
  from: state.at + 1 + recoveryDelay,
})
const announced = changed(two, recovery, { pending: plan(two) })
const disputed = changed(announced, laptop, { pending: null, status: 'disputed' })

describe('a device', () => {
  test('may add devices', () => {
    expect(two.devices).toEqual(devices(phone, laptop))
    expect(two.ever).toEqual([phone.public, laptop.public])
  })

  test('may revoke devices, itself too', () => {
    expect(changed(two, laptop, { devices: devices(phone) }).devices).toEqual(devices(phone))
    expect(changed(two, laptop, { devices: devices(laptop) }).devices).toEqual(devices(laptop))
    expect(changed(two, laptop, { devices: devices(phone) }).ever).toEqual([phone.public, laptop.public])
  })

  test('may not change or remove the recovery key', () => {
    const both = { devices: devices(phone, laptop) }
    expect(refusalOf(one, phone, { ...both, recovery: newRecovery.public })).toBe('wrong-author')
    expect(refusalOf(one, phone, { ...both, recovery: null })).toBe('wrong-author')
    const without = begun(phone, null)
    expect(refusalOf(without, phone, { ...both, recovery: thief.public })).toBe('wrong-author')
  })

  test('may not bring back a device that was revoked', () => {
    const revoked = changed(two, phone, { devices: devices(phone) })
    expect(refusalOf(revoked, phone, { devices: devices(phone, laptop) })).toBe('not-allowed')
    const twice = changed(revoked, phone, { devices: devices(phone, tablet) })
    expect(refusalOf(twice, phone, { devices: devices(phone, laptop) })).toBe('not-allowed')
  })

  test('may not change another’s inbox or date, nor name one twice', () => {
    const [mine, other] = devices(phone, laptop)
    const inbox = inboxKey(new Uint8Array(32))
    expect(refusalOf(two, phone, { devices: [mine!, { ...other!, inbox }] })).toBe('not-allowed')
    expect(refusalOf(two, phone, { devices: [mine!, { ...other!, addedAt: 1 }] })).toBe('not-allowed')
    expect(refusalOf(one, phone, { devices: devices(phone, laptop, laptop) })).toBe('not-allowed')
  })

  test('may not leave the account without a device', () => {
    expect(refusalOf(one, phone, { devices: [] })).toBe('not-allowed')
  })

  test('may not change the status or announce a recovery', () => {
    expect(refusalOf(one, phone, { status: 'suspended' })).toBe('not-allowed')
    expect(refusalOf(one, phone, { status: 'disputed' })).toBe('not-allowed')
    expect(refusalOf(one, phone, { pending: plan(one) })).toBe('not-allowed')
  })

  test('may not fill the chain with entries that change nothing', () => {
    expect(refusalOf(two, phone, {})).toBe('not-allowed')
    expect(refusalOf(two, phone, { devices: devices(laptop, phone) })).toBe('not-allowed')
  })

  test('that was revoked, or never was there, may do nothing', () => {
    const revoked = changed(two, phone, { devices: devices(phone) })
    expect(refusalOf(revoked, laptop, { devices: devices(laptop) })).toBe('wrong-author')
    expect(refusalOf(one, stranger, { devices: devices(phone, stranger) })).toBe('wrong-author')
  })
})

describe('the recovery key', () => {
  test('may change itself, and is then of no use', () => {
    const rotated = changed(one, recovery, { recovery: newRecovery.public })
    expect(rotated.recovery).toEqual(newRecovery.public)
    expect(refusalOf(rotated, recovery, { recovery: recovery.public })).toBe('wrong-author')
    expect(changed(one, recovery, { recovery: null }).recovery).toBeNull()
  })

  test('may not change devices at once', () => {
    expect(refusalOf(two, recovery, { devices: devices(tablet) })).toBe('not-allowed')
    expect(refusalOf(two, recovery, { devices: devices(phone) })).toBe('not-allowed')
    expect(refusalOf(two, recovery, { devices: devices(tablet), pending: plan(two) })).toBe('not-allowed')
  })

  test('may not change the status', () => {
    expect(refusalOf(two, recovery, { status: 'disputed' })).toBe('wrong-author')
    expect(refusalOf(disputed, recovery, { status: 'active' })).toBe('wrong-author')
  })

  test('may not do nothing', () => {
    expect(refusalOf(two, recovery, {})).toBe('not-allowed')
    expect(refusalOf(announced, recovery, {})).toBe('not-allowed')
  })

  test('announces a recovery that leaves everybody its delay', () => {
    expect(announced.devices).toEqual(two.devices)
    expect(announced.pending).toEqual(plan(two))
    const early = { ...plan(two), from: two.at + recoveryDelay }
    expect(refusalOf(two, recovery, { pending: early })).toBe('too-early')
  })

  test('may not announce a device that was revoked, one twice, or none', () => {
    const revoked = changed(two, phone, { devices: devices(phone) })
    expect(refusalOf(revoked, recovery, { pending: plan(revoked, [laptop]) })).toBe('not-allowed')
    expect(refusalOf(two, recovery, { pending: plan(two, [tablet, tablet]) })).toBe('not-allowed')
    expect(refusalOf(two, recovery, { pending: plan(two, []) })).toBe('not-allowed')
  })

  test('puts the announced devices in force when their time has come, not before', () => {
    const due = { devices: devices(tablet), pending: null, at: announced.pending!.from }
    const recovered = changed(announced, recovery, due)
    expect(recovered.devices).toEqual(devices(tablet))
    expect(recovered.ever).toEqual([phone.public, laptop.public, tablet.public])
    expect(refusalOf(announced, recovery, { ...due, at: due.at - 1 })).toBe('too-early')
  })

  test('puts no other devices in force than the announced', () => {
    const due = { pending: null, at: announced.pending!.from }
    expect(refusalOf(announced, recovery, { ...due, devices: devices(thief) })).toBe('not-allowed')
    expect(refusalOf(announced, recovery, { ...due, devices: devices(tablet, thief) })).toBe('not-allowed')
    expect(refusalOf(announced, recovery, { ...due, devices: [] })).toBe('not-allowed')
    expect(refusalOf(announced, recovery, due)).toBe('not-allowed')
  })

  test('may not change the plan after it was announced', () => {
    expect(refusalOf(announced, recovery, { pending: plan(two, [thief]) })).toBe('not-allowed')
    const sooner = { devices: devices(tablet), from: begin }
    expect(refusalOf(announced, recovery, { pending: sooner, recovery: newRecovery.public })).toBe('not-allowed')
    expect(changed(announced, recovery, { recovery: newRecovery.public }).pending).toEqual(announced.pending)
  })

  test('a plan that keeps the devices as they are can be ended', () => {
    const same = changed(two, recovery, { pending: plan(two, [phone, laptop]) })
    expect(changed(same, recovery, { pending: null, at: same.pending!.from }).pending).toBeNull()
  })
})

describe('an objection', () => {
  test('by a live device makes the chain disputed and ends the recovery', () => {
    expect(disputed).toMatchObject({ status: 'disputed', pending: null, devices: two.devices })
    expect(refusalOf(disputed, recovery, { devices: devices(tablet), at: announced.pending!.from })).toBe('not-allowed')
  })

  test('is all that a device may do while a recovery is under way', () => {
    expect(refusalOf(announced, phone, { devices: devices(phone) })).toBe('not-allowed')
    expect(refusalOf(announced, phone, { pending: null })).toBe('not-allowed')
    expect(refusalOf(announced, phone, { status: 'disputed' })).toBe('not-allowed')
    const withMore = { pending: null, status: 'disputed' as const, devices: devices(phone, laptop, thief) }
    expect(refusalOf(announced, phone, withMore)).toBe('not-allowed')
  })

  test('nobody’s additions count in a disputed chain', () => {
    expect(refusalOf(disputed, phone, { devices: devices(phone, laptop, thief) })).toBe('not-allowed')
    expect(refusalOf(disputed, recovery, { pending: plan(disputed, [thief]) })).toBe('not-allowed')
    expect(refusalOf(disputed, recovery, { pending: plan(disputed, [phone, thief]) })).toBe('not-allowed')
  })

  test('revocations still count in a disputed chain, and it stays disputed', () => {
    expect(changed(disputed, phone, { devices: devices(phone) }).status).toBe('disputed')
    const fewer = changed(disputed, recovery, { pending: plan(disputed, [phone]) })
    const after = changed(fewer, recovery, { devices: devices(phone), pending: null, at: fewer.pending!.from })
    expect(after).toMatchObject({ status: 'disputed', devices: devices(phone) })
    expect(refusalOf(disputed, phone, { devices: devices(phone), status: 'active' })).toBe('not-allowed')
  })

  test('a revoked device cannot object', () => {
    const revoked = changed(two, phone, { devices: devices(phone) })
    const recovering = changed(revoked, recovery, { pending: plan(revoked) })
    expect(refusalOf(recovering, laptop, { pending: null, status: 'disputed' })).toBe('wrong-author')
  })
})

describe('an administrator', () => {
  const listed = { ...judge, administrators: [administrator.public] }
  const may = (state: ChainState, changes: object) => refusalOf(state, administrator, changes, listed) === undefined
  const suspended = changed(two, administrator, { status: 'suspended' }, listed)

  test('may revoke, suspend and restore', () => {
    expect(changed(two, administrator, { devices: devices(phone) }, listed).devices).toEqual(devices(phone))
    expect(changed(two, administrator, { devices: [] }, listed).devices).toEqual([])
    expect(suspended.status).toBe('suspended')
    expect(changed(suspended, administrator, { status: 'active' }, listed).status).toBe('active')
    expect(may(two, { status: 'suspended', devices: devices(laptop) })).toBe(true)
  })

  test('who is not listed may do nothing', () => {
    expect(refusalOf(two, administrator, { status: 'suspended' })).toBe('wrong-author')
    expect(refusalOf(two, stranger, { status: 'suspended' }, listed)).toBe('wrong-author')
  })

  test('may not add devices or change the recovery key', () => {
    expect(refusalOf(two, administrator, { devices: devices(phone, laptop, thief) }, listed)).toBe('wrong-author')
    expect(refusalOf(two, administrator, { recovery: thief.public }, listed)).toBe('wrong-author')
    expect(refusalOf(two, administrator, { recovery: null }, listed)).toBe('wrong-author')
  })

  test('may neither announce nor end a recovery, nor dispute', () => {
    expect(refusalOf(two, administrator, { pending: plan(two, [thief]) }, listed)).toBe('wrong-author')
    expect(refusalOf(announced, administrator, { pending: null }, listed)).toBe('wrong-author')
    expect(refusalOf(two, administrator, { status: 'disputed' }, listed)).toBe('wrong-author')
  })

  test('may not fill the chain with entries that change nothing', () => {
    expect(refusalOf(two, administrator, {}, listed)).toBe('not-allowed')
  })

  test('may revoke in a disputed chain but not end the dispute', () => {
    expect(changed(disputed, administrator, { devices: [] }, listed)).toMatchObject({ status: 'disputed', devices: [] })
    expect(refusalOf(disputed, administrator, { status: 'active' }, listed)).toBe('wrong-author')
    expect(refusalOf(disputed, administrator, { status: 'suspended' }, listed)).toBe('wrong-author')
  })

  test('a device of a suspended account may change nothing', () => {
    expect(refusalOf(suspended, phone, { devices: devices(phone) })).toBe('wrong-author')
    expect(refusalOf(suspended, phone, { status: 'active' })).toBe('wrong-author')
  })

  test('a device that was revoked during a recovery does not come back with it', () => {
    const recovering = changed(two, recovery, { pending: plan(two, [laptop, tablet]) })
    const revoked = changed(recovering, administrator, { devices: devices(phone) }, listed)
    const due = { pending: null, at: recovering.pending!.from }
    expect(refusalOf(revoked, recovery, { ...due, devices: devices(laptop, tablet) })).toBe('not-allowed')
    expect(changed(revoked, recovery, { ...due, devices: devices(tablet) }).devices).toEqual(devices(tablet))
  })
})
