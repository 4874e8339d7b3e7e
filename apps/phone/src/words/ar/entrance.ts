/** الروابط إلى المجموعات وطلب الانضمام، بالعربية. */
import { apart } from '../apart.ts'
import type { EntranceWords } from '../entrance.ts'

const rule = new Intl.PluralRules('ar')
const people: { readonly [K in Intl.LDMLPluralRule]?: string } = { few: 'أشخاص', many: 'شخصًا' }

export const entrance: EntranceWords = {
  title: 'الدعوة برابط',
  asking: (count) =>
    count === 1
      ? 'شخص يطلب الانضمام'
      : count === 2
        ? 'شخصان يطلبان الانضمام'
        : `${count} ${people[rule.select(count)] ?? 'شخص'} يطلبون الانضمام`,
  askingTitle: 'يطلبون الانضمام',
  admit: 'إدخال',
  admitName: (name) => `إدخال ${apart(name)}`,
  decline: 'رفض',
  declineName: (name) => `رفض ${apart(name)}`,
  declineHint: 'من رُفض يعلم بذلك، ولا يعلم ممن.',
  links: 'الروابط',
  none: 'لا يؤدي أي رابط إلى هذه المجموعة.',
  make: 'إنشاء رابط',
  makeText:
    'من لديه الرابط وحساب على هذا الخادم يمكنه طلب الانضمام. يرى اسم المجموعة ومن أنشأ الرابط، ولا يرى شيئًا مما قيل.',
  lasts: 'صالح لمدة',
  approval: 'يقرر المشرفون في كل طلب',
  approvalOff: 'من لديه هذا الرابط يدخل، ويقرأ منذ ذلك الحين.',
  yours: 'رابطك',
  by: (name) => `رابط من ${apart(name)}`,
  left: (time) => `بقي ${time}`,
  used: (used, most) => `دخل ${used} من ${most}`,
  decided: 'يقرر المشرفون',
  open: 'يُدخل كل من يطلب',
  code: 'الرابط رمزًا للمسح',
  copy: 'نسخ',
  share: 'مشاركة',
  shareTitle: 'رابط إلى مجموعة على Ebb',
  elsewhere: 'لا يُظهر هذا الرابط إلا الجهاز الذي أنشأه.',
  revoke: 'إلغاء الرابط',
  revokeTitle: 'إلغاء هذا الرابط؟',
  revokeText: 'لا يمكن لأحد الطلب به بعد ذلك. ومن دخل به يبقى.',

  join: 'الانضمام إلى مجموعة برابط',
  paste: 'رابط إلى مجموعة',
  pasteHint: 'يعطيك إياه أحد مشرفي المجموعة. تحتاج إلى حساب على خادمها.',
  scan: 'مسح رمزه',
  looking: 'يُسأل الخادم عمن أنشأ هذا الرابط…',
  invites: (by) => `يدعوك ${apart(by)}`,
  needsApproval: 'يقرر أحد المشرفين هل تدخل.',
  noApproval: 'تدخل متى اتصل جهاز أحد المشرفين.',
  sees: 'يرى مشرفوها اسمك. ولا ترى شيئًا مما قيل من قبل.',
  ask: 'طلب الانضمام',
  another: 'استخدام رابط آخر',
  yourRequests: 'طلباتك',
  asked: 'طلبت الانضمام',
  states: {
    asked: 'لم يُجب أحد بعد.',
    admitted: 'أُدخلت؛ المجموعة في الطريق.',
    declined: 'رفض أحد المشرفين. اسألهم بطريقة أخرى.',
    revoked: 'أُلغي الرابط. اطلب رابطًا جديدًا من أحد المشرفين.',
    expired: 'انتهت مدة الرابط. اطلب رابطًا جديدًا من أحد المشرفين.',
    'used-up': 'أدخل الرابط العدد المحدد، أو امتلأت المجموعة. اطلب رابطًا جديدًا من أحد المشرفين.',
  },
  putAway: (name) => `إخفاء الطلب إلى ${apart(name)}`,
}
