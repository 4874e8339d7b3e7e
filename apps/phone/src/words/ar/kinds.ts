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
}
