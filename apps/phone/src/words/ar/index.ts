import type { Words } from '../words.ts'
import { attachment } from './attachment.ts'
import { group } from './group.ts'
import { house } from './house.ts'
import { kinds } from './kinds.ts'
import { refusals } from './refusals.ts'
import { talk } from './talk.ts'
import { voice } from './voice.ts'

export const arabic: Words = { house, talk, group, attachment, voice, kinds, refusals }
