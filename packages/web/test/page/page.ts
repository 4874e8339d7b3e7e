/** The page of the tests: starts the worker that its address names, and hands on what it is asked. */
import type { Answered } from './words.ts'

type FromWorker = { readonly id: number; readonly answered: Answered } | { readonly tell: unknown }

const worker = new Worker(`/${location.search.slice(1)}.js`, { type: 'module' })
const waiting = new Map<number, (answered: Answered) => void>()
let asked = 0

globalThis.told = []
globalThis.askWorker = (ask, given) =>
  new Promise((resolve) => {
    const id = ++asked
    waiting.set(id, resolve)
    worker.postMessage({ id, ask, given })
  })
worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
  if ('tell' in data) globalThis.told.push(data.tell)
  else waiting.get(data.id)?.(data.answered)
})
