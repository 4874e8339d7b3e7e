/** The page's end of the boundary: starts the worker, asks it, hears what happens. The page itself holds no key. */
import type { Answered, AskName, Asks, Happened, PhoneRefusal } from '../boundary.ts'
import { trustedWorker } from '../trusted.ts'
import { whenDrawn } from './drawn.ts'

/** An ask that was not done. Its word has a line in every language (words/…/refusals.ts). */
export class Refusal extends Error {
  readonly why: PhoneRefusal
  constructor(why: PhoneRefusal) {
    super(why)
    this.name = 'Refusal'
    this.why = why
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Refusal) => void
}

let worker: Worker | undefined
let next = 1
const waiting = new Map<number, Waiting>()
const listeners = new Set<(happened: Happened) => void>()
let held: (Answered | Happened)[] | undefined

/** Once, by main, and again after the worker has ended. */
export function startOffice(): void {
  worker = trustedWorker()
  worker.addEventListener('message', ({ data }: MessageEvent<Answered | Happened>) => hear(data))
  worker.addEventListener('error', () => tellAll({ broken: 'bug' }))
}

/** Rejects with Refusal. */
export function ask<N extends AskName>(name: N, parameters: Asks[N][0]): Promise<Asks[N][1]> {
  const id = next++
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
    worker?.postMessage({ id, ask: name, with: parameters })
  })
}

/** Ends the worker and whatever it holds in memory. What was asked and not answered is refused. */
export function endOffice(): void {
  worker?.terminate()
  worker = undefined
  held = undefined
  for (const { reject } of waiting.values()) reject(new Refusal('elsewhere'))
  waiting.clear()
}

export function onHappened(listener: (happened: Happened) => void): void {
  listeners.add(listener)
}

/** What comes meanwhile is heard when the next frame has been drawn, in its order: for what must be seen at once. */
export function drawFirst(): void {
  held ??= []
  void whenDrawn().then(() => {
    const all = held ?? []
    held = undefined
    for (const data of all) hear(data)
  })
}

function hear(data: Answered | Happened): void {
  if (held !== undefined) return void held.push(data)
  if (!('id' in data)) return tellAll(data)
  const found = waiting.get(data.id)
  waiting.delete(data.id)
  if (data.ok) found?.resolve(data.value)
  else found?.reject(new Refusal(data.why))
}

function tellAll(happened: Happened): void {
  for (const listener of listeners) listener(happened)
}
