/** Introducing people to each other, in English. */
export const introduction = {
  introduce: 'Introduce to somebody',
  text: (name: string) => `Both are told of each other, and each decides. Whom does ${name} not know yet?`,
  nobody: 'There is nobody else with whom you talk.',
  done: 'Both were told. Each of them decides.',
  waiting: 'Introduced to you',
  line: (by: string) => `${by} introduces them to you`,
  title: (by: string, name: string) => `${by} introduces ${name}`,
  explain: (by: string, name: string) =>
    `${by} says which account belongs to ${name}. If you meet them, you write under that account, whatever the server says.`,
  worth: 'This is not the same as comparing numbers with them yourself.',
  meet: 'Meet them',
  decline: 'Rather not',
  declined: 'Nobody is told.',
  by: (by: string) => `Introduced by ${by}, which is ${by}’s word for their account`,
}
