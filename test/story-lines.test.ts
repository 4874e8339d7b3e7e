/** A story that says something else than it seems to say proves nothing. */
import { expect, test } from 'vitest'
import { fits, parseStory, words } from './stories/parse.ts'

test('a line that is nothing is refused with its number', () => {
  expect(() => parseStory('server starts\nserver sings')).toThrow('line 2: no such thing in a story: server sings')
  expect(() => parseStory('| printed by nobody')).toThrow('line 1: nothing was typed that this could follow')
  expect(() => parseStory('wait 3\n~ words')).toThrow('line 2')
})

test('a command takes the expectations below it', () => {
  const [line] = parseStory("$ alice ebb send @bob 'two words'\n| Sent.\n- Not\n")
  expect(line).toMatchObject({ kind: 'command', who: 'alice', args: ['send', '@bob', 'two words'] })
  expect(line).toMatchObject({
    expected: [
      { at: 2, kind: '|', text: 'Sent.' },
      { at: 3, kind: '-', text: 'Not' },
    ],
  })
})

test('quotes hold words together, also none', () => {
  expect(words("a 'b c' '' d")).toEqual(['a', 'b c', '', 'd'])
})

test('a star stands for anything, everything else for itself', () => {
  expect(fits('*@bob: I (will) be there.*', '09:00 @bob: I (will) be there.  [2]')).toBe(true)
  expect(fits('I will be there.', 'I will be there!')).toBe(false)
  expect(fits('I will', 'I will be there')).toBe(false)
})
