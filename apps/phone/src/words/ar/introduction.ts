/** تعريف الناس بعضهم ببعض، بالعربية. */
import { apart } from '../apart.ts'
import type { IntroductionWords } from '../introduction.ts'

export const introduction: IntroductionWords = {
  introduce: 'التعريف بشخص آخر',
  text: (name) => `يعلم كل منهما بالآخر، ويقرر كل منهما لنفسه. من الذي لا يعرفه ${apart(name)} بعد؟`,
  nobody: 'لا تتحدث مع أحد غيره.',
  done: 'علم كل منهما بالآخر. ويقرر كل منهما لنفسه.',
  waiting: 'عُرّفت بهم',
  line: (by) => `يعرّفك به ${apart(by)}`,
  title: (by, name) => `يعرّفك ${apart(by)} بـ${apart(name)}`,
  explain: (by, name) =>
    `يقول ${apart(by)} أي حساب هو حساب ${apart(name)}. إن قبلت فستكتب إلى هذا الحساب، مهما قال الخادم.`,
  worth: 'هذا لا يغني عن مقارنة الأرقام بنفسك.',
  meet: 'التعرف عليه',
  decline: 'لا أريد',
  declined: 'لا يُخبَر أحد.',
  by: (by) => `عرّفك به ${apart(by)}، وهذه كلمته عن حسابه`,
}
