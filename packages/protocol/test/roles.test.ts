/** What a commit may do to a group, by the role that its author had before it. */
import { describe, expect, test } from 'vitest'
import { accountId, isAdmin, judgeCommit, limits, type AccountId } from '../src/index.ts'
import { everybody, factsOf, names, people, person, verdict, type Commit, type Name } from './group-commits.ts'

/** What an administrator may do, and why a member may not. */
const forAdministrators: readonly (readonly [string, Commit, string])[] = [
  ['add somebody', { added: ['eve'] }, 'adds'],
  ['remove a member', { removed: ['dave'] }, 'removes'],
  ['remove another administrator', { removed: ['bob'] }, 'removes'],
  ['put one in another’s place', { removed: ['dave'], added: ['eve'] }, 'adds'],
  ['give a name', { policy: { name: 'Night desk' } }, 'policy'],
  ['give another picture', { policy: { picture: Uint8Array.of(1, 2, 4) } }, 'policy'],
  ['give a first picture', { before: { picture: null }, policy: { picture: Uint8Array.of(1) } }, 'policy'],
  ['take the picture away', { policy: { picture: null } }, 'policy'],
  ['let only administrators write', { policy: { announcements: true } }, 'policy'],
  ['let everybody write', { before: { announcements: true }, policy: { announcements: false } }, 'policy'],
  ['let only administrators shorten the clocks', { policy: { shorten: 'admins' } }, 'policy'],
  ['let members shorten them', { before: { shorten: 'admins' }, policy: { shorten: 'members' } }, 'policy'],
  ['lengthen the ceiling', { policy: { ceiling: 86_401 } }, 'policy'],
  ['lengthen what is left after reading', { policy: { afterRead: 3601 } }, 'policy'],
  ['let reading start no clock', { policy: { afterRead: null } }, 'policy'],
  ['shorten one clock and lengthen the other', { policy: { ceiling: 3600, afterRead: 7200 } }, 'policy'],
  ['appoint an administrator', { policy: { admins: ['alice', 'bob', 'dave'] } }, 'policy'],
  ['appoint one in another’s place', { policy: { admins: ['alice', 'carol'] } }, 'policy'],
  ['dismiss another', { policy: { admins: ['alice'] } }, 'policy'],
  ['add, remove and rename at once', { added: ['eve'], removed: ['dave'], policy: { name: 'Mine' } }, 'adds'],
]

describe('an administrator', () => {
  test.each(forAdministrators)('may %s, and a member may not', (_, commit, why) => {
    expect(verdict('alice', commit)).toBe('allowed')
    expect(verdict('carol', commit)).toBe(why)
  })

  test('may stop being one, as long as another is left', () => {
    expect(verdict('alice', { policy: { admins: ['bob'] } })).toBe('allowed')
    expect(verdict('alice', { before: { admins: ['alice'] }, policy: { admins: ['carol'] } })).toBe('allowed')
  })

  test('may stop being one where the other has left, of whom they may not have heard', () => {
    expect(verdict('alice', { left: ['bob'], policy: { admins: ['bob'] } })).toBe('allowed')
    // The control: whoever is not in it any more is no other.
    expect(verdict('alice', { left: ['bob'], removed: ['bob'], policy: { admins: ['bob'] } })).toBe('no-admin')
  })

  test('may not leave the group without one', () => {
    expect(verdict('alice', { policy: { admins: ['eve'] } })).toBe('no-admin')
    expect(verdict('alice', { removed: ['bob'], policy: { admins: ['bob'] } })).toBe('no-admin')
    expect(verdict('alice', { removed: ['carol'], policy: { admins: ['carol'] } })).toBe('no-admin')
    // The controls: where the one who is named comes or stays.
    expect(verdict('alice', { added: ['eve'], policy: { admins: ['eve'] } })).toBe('allowed')
    expect(verdict('alice', { removed: ['bob'], added: ['bob'], policy: { admins: ['bob'] } })).toBe('allowed')
  })

  test('is whoever was one before the commit, not after it', () => {
    expect(verdict('alice', { policy: { admins: ['bob'] }, added: ['eve'] })).toBe('allowed')
    expect(verdict('carol', { policy: { admins: ['alice', 'bob', 'carol'] }, added: ['eve'] })).toBe('adds')
  })

  test('is an account, by its bytes', () => {
    const { before } = factsOf('alice', {})
    expect(names.filter((name) => isAdmin(before, person(name)))).toEqual(['alice', 'bob'])
  })
})

describe('a member', () => {
  test.each<[string, Commit]>([
    ['update their own leaf', {}],
    ['add a device of their own', { added: ['carol'] }],
    ['add a device of somebody who is in', { added: ['dave'] }],
    ['replace a device of somebody who is in', { removed: ['dave'], added: ['dave'] }],
    ['replace an administrator’s device', { removed: ['alice'], added: ['alice'] }],
    ['remove one device of several', { members: ['alice', 'bob', 'carol', 'dave', 'dave'], removed: ['dave'] }],
    ['remove a device of their own', { members: ['alice', 'bob', 'carol', 'carol'], removed: ['carol'] }],
    ['remove who has left', { removed: ['dave'], left: ['dave'] }],
    ['remove all who have left', { removed: ['dave', 'erin'], left: ['dave', 'erin', 'bob'] }],
    ['remove an administrator who has left', { removed: ['bob'], left: ['bob'], policy: { admins: ['alice'] } }],
    ['remove one and leave them in the list of administrators', { removed: ['bob'], left: ['bob'] }],
    ['take the role from one of two who have left', { left: ['alice', 'bob'], policy: { admins: ['alice'] } }],
    ['take the role from one who has left and is still in', { left: ['bob'], policy: { admins: ['alice'] } }],
    ['shorten the ceiling', { policy: { ceiling: 60 } }],
    ['shorten what is left after reading', { policy: { afterRead: 0 } }],
    ['let reading start a clock', { before: { afterRead: null }, policy: { afterRead: 3600 } }],
    [
      'shorten both and remove who has left',
      { policy: { ceiling: 60, afterRead: 30 }, removed: ['erin'], left: ['erin'] },
    ],
    ['name the administrators in another order', { policy: { admins: ['bob', 'alice'] } }],
  ])('may %s', (_, commit) => {
    expect(verdict('carol', commit)).toBe('allowed')
  })

  test.each<[string, Commit, string]>([
    ['remove somebody beside one who has left', { removed: ['dave', 'erin'], left: ['dave'] }, 'removes'],
    ['remove both devices of somebody', { members: [...everybody, 'dave'], removed: ['dave', 'dave'] }, 'removes'],
    ['add somebody in the place of one who has left', { removed: ['dave'], added: ['eve'], left: ['dave'] }, 'adds'],
    ['add somebody beside a device of their own', { added: ['carol', 'eve'] }, 'adds'],
    ['take the role from one who has not left', { policy: { admins: ['bob'] } }, 'policy'],
    ['name an administrator twice', { policy: { admins: ['alice', 'bob', 'bob'] } }, 'policy'],
    [
      'take a place that stands twice in the list',
      { before: { admins: ['alice', 'alice'] }, policy: { admins: ['alice', 'carol'] } },
      'policy',
    ],
    [
      'take the role from one who has not left beside one who has',
      { before: { admins: ['alice', 'bob', 'dave'] }, left: ['bob'], policy: { admins: ['alice'] } },
      'policy',
    ],
    [
      'become administrator in the place of one who has left',
      { left: ['bob'], policy: { admins: ['alice', 'carol'] } },
      'policy',
    ],
    [
      'become administrator where the only one has left',
      { before: { admins: ['bob'] }, left: ['bob'], policy: { admins: ['carol'] } },
      'policy',
    ],
    ['shorten the clocks under another name', { policy: { ceiling: 60, name: 'Mine' } }, 'policy'],
    ['shorten the clocks for good', { policy: { ceiling: 60, shorten: 'admins' } }, 'policy'],
  ])('may not %s', (_, commit, why) => {
    expect(verdict('carol', commit)).toBe(why)
  })

  test('shortens the clocks only where the policy lets members', () => {
    for (const policy of [{ ceiling: 60 }, { afterRead: 30 }, { ceiling: 60, afterRead: 30 }]) {
      expect(verdict('carol', { policy })).toBe('allowed')
      expect(verdict('carol', { policy, before: { shorten: 'admins' } })).toBe('policy')
      expect(verdict('alice', { policy, before: { shorten: 'admins' } })).toBe('allowed')
    }
  })

  test('removes the last administrator only where they have left', () => {
    const before = { admins: ['bob'] } as const
    expect(verdict('carol', { before, removed: ['bob'], left: ['bob'] })).toBe('allowed')
    expect(verdict('carol', { before, removed: ['bob'] })).toBe('no-admin')
  })
})

describe('a group', () => {
  const crowd = (size: number): AccountId[] =>
    Array.from({ length: size }, (_, i) =>
      accountId(
        new Uint8Array(32)
          .fill(255)
          .with(0, i >> 8)
          .with(1, i & 255),
      ),
    )
  const judged = (author: Name, members: readonly AccountId[], added: readonly AccountId[]) =>
    judgeCommit({ ...factsOf(author, {}), members, remain: [...members, ...added], added }, () => false)

  test('has so many people and no more, whoever adds them', () => {
    const members = [...people(everybody), ...crowd(limits.groupMembers - everybody.length - 1)]
    const [eve, other] = [person('eve'), accountId(new Uint8Array(32).fill(99))]
    expect(judged('alice', members, [eve])).toBeUndefined()
    expect(judged('alice', members, [eve, other])).toBe('too-many')
    expect(judged('carol', members, [eve, other])).toBe('too-many')
  })

  test('counts people, not devices', () => {
    const members = [...people(everybody), ...crowd(limits.groupMembers - everybody.length)]
    expect(judged('alice', members, crowd(300))).toBeUndefined()
    expect(judged('carol', members, crowd(300))).toBeUndefined()
    expect(judged('alice', members, [person('eve')])).toBe('too-many')
  })
})
