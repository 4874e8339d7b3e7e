/** Where each record lies: numbers of the vault's tables. Stored data depends on them; they never change. */
const million = 1_000_000

/** Records under the home key. */
export const recordKeys = {
  profile: 1,
  clock: 2,
  contact: (number: number) => 1 * million + number,
  conversation: (number: number) => 2 * million + number,
  room: (number: number) => 3 * million + number,
  keyPackage: (number: number) => 4 * million + number,
  /** By conversation. */
  roster: (number: number) => 5 * million + number,
  upload: (number: number) => 6 * million + number,
  outgoing: (number: number) => 7 * million + number,
  /** By conversation. */
  entrance: (number: number) => 20 * million + number,
  knock: (number: number) => 21 * million + number,
  introduction: (number: number) => 22 * million + number,
  /** By room. */
  epochs: (number: number) => 23 * million + number,
  /** A sealed message on its way, by a number of its own. */
  envelope: (number: number) => 2 ** 40 + number,
  all: { from: 0, to: 2 ** 52 },
} as const

/**
 * Pages: 131,072 for each room, of which the upper half is the staged epoch's; the key packages' private parts; fault lanes
 * by room; drafts by conversation.
 */
const pagesOfSet = 2 ** 16
export const pageKeys = {
  /** How many pages one MLS state can have. */
  set: pagesOfSet,
  room: (number: number) => ({ from: 2 * number * pagesOfSet, to: (2 * number + 1) * pagesOfSet - 1 }),
  staged: (number: number) => ({ from: (2 * number + 1) * pagesOfSet, to: (2 * number + 2) * pagesOfSet - 1 }),
  keyPackage: (number: number) => 2 ** 50 + number,
  lanes: (number: number) => 2 ** 50 + 2 ** 49 + number,
  draft: (number: number) => 2 ** 51 + number,
} as const

export const messageKey = (conversation: number, message: number): number => conversation * 2 ** 32 + message
export const messageNumberOf = (key: number): number => key % 2 ** 32
export const conversationOf = (key: number): number => Math.floor(key / 2 ** 32)
export const messagesOf = (conversation: number) => ({
  from: messageKey(conversation, 0),
  to: messageKey(conversation + 1, 0) - 1,
})
