/** Personen einander vorstellen, auf Deutsch. */
import type { IntroductionWords } from '../introduction.ts'

export const introduction: IntroductionWords = {
  introduce: 'Jemandem vorstellen',
  text: (name) => `Beide erfahren voneinander, und jede Person entscheidet für sich. Wen kennt ${name} noch nicht?`,
  nobody: 'Du redest sonst mit niemandem.',
  done: 'Beide wissen voneinander. Jede Person entscheidet für sich.',
  waiting: 'Dir vorgestellt',
  line: (by) => `Wird dir von ${by} vorgestellt`,
  title: (by, name) => `${by} stellt dir ${name} vor`,
  explain: (by, name) =>
    `${by} sagt, welches Konto zu ${name} gehört. Wenn du zustimmst, schreibst du an dieses Konto, was auch immer der Server sagt.`,
  worth: 'Das ersetzt nicht, dass du selbst Nummern vergleichst.',
  meet: 'Kennenlernen',
  decline: 'Lieber nicht',
  declined: 'Niemand erfährt davon.',
  by: (by) => `Vorgestellt von ${by}; das ist ${by}s Wort für das Konto`,
}
