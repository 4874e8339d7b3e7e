/** What messages can be beyond texts and files, in Arabic. Names come without `@`. */
import type { Words } from '../words.ts'

const rule = new Intl.PluralRules('ar')
interface Forms {
  readonly one: string
  readonly two: string
  readonly few: string
  readonly many: string
  readonly other: string
}
const counted = (count: number, forms: Forms): string => ({ zero: forms.other, ...forms })[rule.select(count)]

export const kinds: Words['kinds'] = {
  forward: 'إعادة توجيه',
  forwarded: 'مُعاد توجيهها',
  forwardTo: 'إعادة التوجيه إلى',
  forwardText: 'تختفي مع الرسالة الأصلية أو قبلها، ولا يُذكر صاحبها.',
  forwardFind: 'ابحث عن محادثة',
  forwardSend: (count) =>
    counted(count, {
      one: 'إرسال',
      two: 'إرسال إلى محادثتين',
      few: `إرسال إلى ${count} محادثات`,
      many: `إرسال إلى ${count} محادثة`,
      other: `إرسال إلى ${count} محادثة`,
    }),
  forwardFetching: 'يُجلب أولًا',
  forwardDone: (count) =>
    counted(count, {
      one: 'أُعيد توجيهها',
      two: 'أُعيد توجيهها إلى محادثتين',
      few: `أُعيد توجيهها إلى ${count} محادثات`,
      many: `أُعيد توجيهها إلى ${count} محادثة`,
      other: `أُعيد توجيهها إلى ${count} محادثة`,
    }),

  // Mentions.
  mentioned: 'ذُكر اسمك',
  mentionWhom: 'من تريد ذكره',
  mentionFound: (count) =>
    counted(count, {
      one: 'شخص واحد',
      two: 'شخصان',
      few: `${count} أشخاص`,
      many: `${count} شخصًا`,
      other: `${count} شخص`,
    }),

  // Polls.
  poll: 'استطلاع',
  pollAsk: 'طرح سؤال',
  pollQuestion: 'السؤال',
  pollAnswer: (number) => `الإجابة ${number}`,
  pollAdd: 'إجابة أخرى',
  pollDrop: (number) => `إزالة الإجابة ${number}`,
  pollMultiple: 'إجابات متعددة',
  pollMultipleText: 'يمكن لكل شخص اختيار أكثر من إجابة.',
  pollText: 'يرى الجميع هنا من اختار ماذا. يختفي مع أصواته.',
  pollOne: 'اختر إجابة',
  pollSeveral: 'اختر إجابة أو أكثر',
  pollClosed: 'مغلق',
  pollClose: 'إغلاق الاستطلاع',
  pollVoters: (count) =>
    counted(count, {
      one: 'صوّت شخص واحد',
      two: 'صوّت شخصان',
      few: `صوّت ${count} أشخاص`,
      many: `صوّت ${count} شخصًا`,
      other: `صوّت ${count} شخص`,
    }),
  pollVotes: (count) =>
    counted(count, {
      one: 'صوت واحد',
      two: 'صوتان',
      few: `${count} أصوات`,
      many: `${count} صوتًا`,
      other: `${count} صوت`,
    }),

  // Pins.
  pin: 'تثبيت',
  unpin: 'إلغاء التثبيت',
  pinned: (at, of) => (of === 1 ? 'رسالة مثبّتة' : `رسالة مثبّتة، ${at} من ${of}`),

  // To be looked at once.
  once: 'العرض مرة واحدة',
  onceNext: 'للعرض مرة واحدة',
  onceNot: 'ليس مرة واحدة، بل كما يشاء',
  onceText: 'تختفي من الجهاز الآخر عند إغلاقها، ومن هذا الجهاز بعد إرسالها. من يشاهدها يستطيع تصوير الشاشة.',
  onceKinds: { text: 'نص', picture: 'صورة', voice: 'رسالة صوتية', file: 'ملف' },
  onceCovered: (kind) => `${kind}، للعرض مرة واحدة`,
  onceOpen: (kind) => `فتح مرة واحدة: ${kind}`,
  onceOpened: 'فُتحت',
  onceSent: 'أُرسلت للعرض مرة واحدة',
  onceGoes: 'تختفي عندما تغلق هذا، أو بعد نصف دقيقة.',
  onceNoPicture: 'لا يمكن عرض هذا هنا.',
}
