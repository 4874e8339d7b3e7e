/** The least that a page can draw with the app's library: what the bench holds the app's first paint against. */
import { h, render } from 'preact'

declare const document: { readonly body: Parameters<typeof render>[1] }

render(h('h1', null, 'Welcome'), document.body)
