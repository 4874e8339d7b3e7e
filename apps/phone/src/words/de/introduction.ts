/** Personen einander vorstellen, auf Deutsch. */
import type { IntroductionWords } from '../introduction.ts'

export const introduction: IntroductionWords = {
  introduce: 'Jemandem vorstellen',
  text: (name) => `Beide erfahren voneinander, und jede Person entscheidet für sich. Wen kennt ${name} noch nicht?`,
  nobody: 'Sie reden sonst mit niemandem.',
  done: 'Beide wissen voneinander. Jede Person entscheidet für sich.',
  waiting: 'Ihnen vorgestellt',
  line: (by) => `Wird Ihnen von ${by} vorgestellt`,
  title: (by, name) => `${by} stellt Ihnen ${name} vor`,
  explain: (by, name) =>
    `${by} sagt, welches Konto zu ${name} gehört. Wenn Sie zustimmen, schreiben Sie an dieses Konto, was auch immer der Server sagt.`,
  worth: 'Das ersetzt nicht, dass Sie selbst Nummern vergleichen.',
  meet: 'Kennenlernen',
  decline: 'Lieber nicht',
  declined: 'Niemand erfährt davon.',
  by: (by) => `Vorgestellt von ${by}; das ist ${by}s Wort für das Konto`,
}
