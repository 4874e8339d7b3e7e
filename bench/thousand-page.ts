/** `thousand` for a page. */
import { thousand, type Work } from './thousand.ts'

declare global {
  var work: Work
}

globalThis.work = thousand()
