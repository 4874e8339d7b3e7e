/** Groups, in English. `by`: who has done it, null: the person who reads. */
import { apart } from '../apart.ts'

const rule = new Intl.PluralRules('en')
const did = (by: string | null): string => by ?? 'You'

export const group = {
  people: (count: number) => (rule.select(count) === 'one' ? '1 person' : `${count} people`),

  // Beginning one.
  newGroup: 'New group',
  name: 'Name of the group',
  who: 'Who is in it',
  addName: 'Somebody’s name',
  addByName: 'Add',
  takeOut: (name: string) => `Take ${name} out`,
  chosen: 'Chosen',
  create: 'Create group',
  whoHint: 'Choose from people you know, or write a name.',
  alone: 'You can add people later.',

  // In a conversation.
  beginning:
    'Only those who are in this group can read what is written here. Whoever comes later sees nothing from before.',
  requestTitle: (by: string, name: string) => `${by} added you to ${apart(name)}`,
  requestText: 'You do not know each other yet. Nothing is sent from this device until you accept.',
  requestLine: 'Added you to a group',
  adminsWrite: 'Only administrators write in this group.',
  youAreOut: 'You are not in this group any more. What was said goes when its time has come.',

  // Lines.
  created: 'You created this group.',
  added: (by: string | null, who: string) => `${did(by)} added ${who}.`,
  addedYou: (by: string) => `${by} added you.`,
  removed: (by: string | null, who: string) => `${did(by)} removed ${who}.`,
  removedYou: (by: string) => `${by} removed you.`,
  left: (who: string) => `${who} left.`,
  youLeft: 'You left.',
  renamed: (by: string | null, name: string) => `${did(by)} named the group “${apart(name)}”.`,
  pictured: (by: string | null) => `${did(by)} changed the picture.`,
  appointed: (by: string | null, who: string) => `${did(by)} made ${who} an administrator.`,
  appointedYou: (by: string) => `${by} made you an administrator.`,
  dismissed: (by: string | null, who: string) => `${did(by)} took the administrator’s role from ${who}.`,
  dismissedYou: (by: string) => `${by} took the administrator’s role from you.`,
  announcementsOn: (by: string | null) => `${did(by)} let only administrators write.`,
  announcementsOff: (by: string | null) => `${did(by)} let everybody write.`,
  shortenAll: (by: string | null) => `${did(by)} let everybody shorten the clocks.`,
  shortenAdmins: (by: string | null) => `${did(by)} let only administrators change the clocks.`,
  introduced: (by: string | null, name: string) => `${did(by)} introduced ${name}.`,
  linkMade: (by: string | null) => `${did(by)} made a link into this group.`,
  linkRevoked: (by: string | null) => `${did(by)} revoked a link into this group.`,
  notAdded: (name: string, why: string) => `${name} was not added. ${why}`,

  // About it.
  members: 'Members',
  you: 'You',
  admin: 'Administrator',
  adding: 'Being added…',
  removing: 'Being removed…',
  add: 'Add people',
  rename: 'Change the name',
  picture: 'Picture of the group',
  newPicture: 'The picture that was chosen',
  pictureHint: 'Its middle is taken, as a square. Whoever is in the group sees it, and whoever is asked to come.',
  choosePicture: 'Choose a picture',
  removePicture: 'Remove the picture',
  announcements: 'Only administrators write',
  shorten: 'Members may shorten the clocks',
  leave: 'Leave the group',
  leaveTitle: (name: string) => `Leave ${apart(name)}?`,
  leaveText: 'You read nothing from then on. What was said stays on this device until its time has come.',
  write: 'Write to them',
  appoint: 'Make administrator',
  dismiss: 'Take the administrator’s role back',
  remove: 'Remove from the group',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: 'They read nothing from then on. What they have seen, they have seen.',
}
