/** How this person writes times and numbers: the chosen language, in the region that the browser names for it. */
import { computed } from '@preact/signals'
import { preferences } from '../store/preferences.ts'

export const locale = computed<string>(() => {
  const { language } = preferences.value
  return navigator.languages.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language
})
