/** The page's main: words, worker, screens. */
import { effect } from '@preact/signals'
import { render } from 'preact'
import './style/tokens.css'
import './style/base.css'
import './style/chats.css'
import './style/talk.css'
import './style/attachment.css'
import './style/voice.css'
import './style/kinds.css'
import './style/pieces.css'
import './style/house.css'
import { App, fetchFirstScreens } from './screens/app.tsx'
import { enterHouse } from './store/house.ts'
import { startTicking } from './store/now.ts'
import { startOffice } from './store/office.ts'
import { followHistory } from './store/route.ts'
import { readStartLink } from './store/start-link.ts'
import { dropEnded } from './store/talk.ts'
import { keepToChosenBuild } from './updates.ts'
import { watchHouse } from './watch/watch.ts'
import { speakPreferred } from './words/words.ts'

// Not awaited by the module: what it loads on the way imports from the same file, and would wait for it.
void begin()

async function begin(): Promise<void> {
  await keepToChosenBuild()
  readStartLink()
  followHistory()
  startTicking()
  startOffice()
  fetchFirstScreens()
  watchHouse()
  effect(dropEnded)
  // What ended while nobody looked is destroyed in the worker before it answers: nothing is shown before that.
  await Promise.all([speakPreferred(), enterHouse()])
  const place = document.querySelector('#app')!
  place.replaceChildren()
  render(<App />, place)
}
