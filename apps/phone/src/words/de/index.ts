import type { Words } from '../words.ts'
import { house } from './house.ts'
import { refusals } from './refusals.ts'
import { talk } from './talk.ts'

export const german: Words = { house, talk, refusals }
