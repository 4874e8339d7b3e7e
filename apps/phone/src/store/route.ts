/**
 * Where the person is. In memory only: an address or a history entry with a name in it would outlive every message, so
 * the browser's history holds nothing but how deep we are.
 */
import { signal } from '@preact/signals'
import { whenDrawn } from './drawn.ts'

export type Route =
  | { readonly at: 'chats' }
  | { readonly at: 'archive' }
  | { readonly at: 'search' }
  | { readonly at: 'new' }
  | { readonly at: 'new-group' }
  | { readonly at: 'invite' }
  | { readonly at: 'join-group' }
  | { readonly at: 'links'; readonly with: string }
  | { readonly at: 'talk'; readonly with: string; readonly message?: number }
  | { readonly at: 'about'; readonly with: string }
  | { readonly at: 'verify'; readonly with: string }
  | { readonly at: 'settings' }
  | { readonly at: 'promises' }
  | { readonly at: 'blocked' }

const home: Route = { at: 'chats' }
const stack: Route[] = [home]
export const route = signal<Route>(home)

/** The browser hears of it when the place is on the screen: that takes longer than one would think. */
export function go(to: Route): void {
  stack.push(to)
  route.value = to
  void whenDrawn().then(tellHistory)
}

/** How deep the browser's history is. */
let told = 1

function tellHistory(): void {
  while (told < stack.length) history.pushState(++told, '')
}

/** The same depth, another place: back leads past it. */
export function swap(to: Route): void {
  stack[stack.length - 1] = to
  route.value = to
}

export function back(): void {
  tellHistory()
  if (stack.length > 1) history.back()
  else swap(home)
}

/** Once, by main. The system's back gesture and button arrive here. */
export function followHistory(): void {
  history.replaceState(1, '')
  addEventListener('popstate', ({ state }) => {
    const depth = typeof state === 'number' ? state : 1
    told = depth
    stack.length = Math.max(1, Math.min(stack.length, depth))
    route.value = stack.at(-1)!
  })
}

/** Back to the list, whatever was open. */
export function goHome(): void {
  tellHistory()
  const depth = stack.length
  stack.length = 1
  told = 1
  route.value = stack[0]!
  if (depth > 1) history.go(1 - depth)
}
