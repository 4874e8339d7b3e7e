/** What a notification says: one of three sentences, whatever is pushed. */
import { expect, test } from 'vitest'
import { pushLine } from '../src/push-line.ts'

test.each([
  [['en-GB'], 'en', 'ltr'],
  [['de'], 'de', 'ltr'],
  [['AR-eg', 'en'], 'ar', 'rtl'],
  [['fr-FR', 'de-AT', 'en'], 'de', 'ltr'],
  [['fr', 'dean'], 'en', 'ltr'],
  [[], 'en', 'ltr'],
])('%j speaks %s', (languages, lang, dir) => {
  expect(pushLine(languages)).toMatchObject({ lang, dir })
})

test('each language has a sentence of its own', () => {
  expect(new Set(['en', 'de', 'ar'].map((lang) => pushLine([lang]).body)).size).toBe(3)
})
