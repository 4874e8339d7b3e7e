/** The implementation by ts-mls with the classic suite: the acceptance suite. */
import { tsMls } from '../src/mls/ts-mls.ts'
import { mlsAcceptance } from './mls-acceptance.ts'

mlsAcceptance('ts-mls', tsMls, 'classic')
