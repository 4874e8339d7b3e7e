/** المجموعات بالعربية. */
import { apart } from '../apart.ts'
import type { Words } from '../words.ts'

const rule = new Intl.PluralRules('ar')
const forms: { readonly [K in Intl.LDMLPluralRule]?: (count: number) => string } = {
  one: () => 'شخص واحد',
  two: () => 'شخصان',
  few: (count) => `${count} أشخاص`,
  many: (count) => `${count} شخصًا`,
}

export const group: Words['group'] = {
  people: (count) => (forms[rule.select(count)] ?? ((n: number) => `${n} شخص`))(count),

  newGroup: 'مجموعة جديدة',
  name: 'اسم المجموعة',
  who: 'من فيها',
  addName: 'اسم شخص',
  addByName: 'إضافة',
  takeOut: (name) => `إخراج ${apart(name)}`,
  chosen: 'المختارون',
  create: 'إنشاء المجموعة',
  whoHint: 'اختر ممن تعرفهم، أو اكتب اسمًا.',
  alone: 'يمكنك إضافة أشخاص لاحقًا.',

  beginning: 'لا يقرأ ما يُكتب هنا إلا من في هذه المجموعة. ومن يأتي لاحقًا لا يرى شيئًا مما سبق.',
  requestTitle: (by, name) => `أضافك ${apart(by)} إلى ${apart(name)}`,
  requestText: 'لا تعرفان بعضكما بعد. لا يُرسَل شيء من هذا الجهاز حتى تقبل.',
  requestLine: 'أضافك إلى مجموعة',
  adminsWrite: 'لا يكتب في هذه المجموعة إلا المشرفون.',
  youAreOut: 'لم تعد في هذه المجموعة. ما قيل يزول حين يحين وقته.',

  created: 'أنشأت هذه المجموعة.',
  added: (by, who) => (by === null ? `أضفت ${who}.` : `أضاف ${apart(by)} ${who}.`),
  addedYou: (by) => `أضافك ${apart(by)}.`,
  removed: (by, who) => (by === null ? `أزلت ${who}.` : `أزال ${apart(by)} ${who}.`),
  removedYou: (by) => `أزالك ${apart(by)}.`,
  left: (who) => `غادر ${who}.`,
  youLeft: 'غادرت المجموعة.',
  renamed: (by, name) =>
    by === null ? `سمّيت المجموعة «${apart(name)}».` : `سمّى ${apart(by)} المجموعة «${apart(name)}».`,
  pictured: (by) => (by === null ? 'غيّرت الصورة.' : `غيّر ${apart(by)} الصورة.`),
  appointed: (by, who) => (by === null ? `عيّنت ${who} مشرفًا.` : `عيّن ${apart(by)} ${who} مشرفًا.`),
  appointedYou: (by) => `عيّنك ${apart(by)} مشرفًا.`,
  dismissed: (by, who) => (by === null ? `أعفيت ${who} من الإشراف.` : `أعفى ${apart(by)} ${who} من الإشراف.`),
  dismissedYou: (by) => `أعفاك ${apart(by)} من الإشراف.`,
  announcementsOn: (by) => (by === null ? 'قصرت الكتابة على المشرفين.' : `قصر ${apart(by)} الكتابة على المشرفين.`),
  announcementsOff: (by) => (by === null ? 'سمحت للجميع بالكتابة.' : `سمح ${apart(by)} للجميع بالكتابة.`),
  shortenAll: (by) => (by === null ? 'سمحت للجميع بتقصير المدد.' : `سمح ${apart(by)} للجميع بتقصير المدد.`),
  shortenAdmins: (by) =>
    by === null ? 'قصرت تغيير المدد على المشرفين.' : `قصر ${apart(by)} تغيير المدد على المشرفين.`,
  introduced: (by, name) => (by === null ? `عرّفت بـ${apart(name)}.` : `عرّفك ${apart(by)} بـ${apart(name)}.`),
  linkMade: (by) => (by === null ? 'أنشأت رابطًا إلى هذه المجموعة.' : `أنشأ ${apart(by)} رابطًا إلى هذه المجموعة.`),
  linkRevoked: (by) => (by === null ? 'ألغيت رابطًا إلى هذه المجموعة.' : `ألغى ${apart(by)} رابطًا إلى هذه المجموعة.`),
  notAdded: (name, why) => `لم يُضَف ${apart(name)}. ${why}`,

  members: 'الأعضاء',
  you: 'أنت',
  admin: 'مشرف',
  adding: 'قيد الإضافة…',
  removing: 'قيد الإزالة…',
  add: 'إضافة أشخاص',
  rename: 'تغيير الاسم',
  picture: 'صورة المجموعة',
  newPicture: 'الصورة المختارة',
  pictureHint: 'يُؤخذ وسطها مربعًا. يراها كل من في المجموعة ومن يُدعى إليها.',
  choosePicture: 'اختيار صورة',
  removePicture: 'إزالة الصورة',
  announcements: 'الكتابة للمشرفين فقط',
  shorten: 'للأعضاء تقصير المدد',
  leave: 'مغادرة المجموعة',
  leaveTitle: (name) => `مغادرة ${apart(name)}؟`,
  leaveText: 'لن تقرأ شيئًا بعد ذلك. ما قيل يبقى على هذا الجهاز حتى يحين وقته.',
  write: 'مراسلة',
  appoint: 'تعيين مشرفًا',
  dismiss: 'إعفاء من الإشراف',
  remove: 'إزالة من المجموعة',
  removeTitle: (name) => `إزالة ${apart(name)}؟`,
  removeText: 'لن يقرأ شيئًا بعد ذلك. ما رآه فقد رآه.',
}
