/** الرسائل الصوتية، بالعربية. */
import type { Words } from '../words.ts'
import { apart } from '../apart.ts'

export const voice: Words['voice'] = {
  record: 'تسجيل رسالة صوتية',
  recording: 'رسالة صوتية',
  isRecording: 'جارٍ التسجيل',
  isStopped: 'سُجِّلت ولم تُرسَل بعد',
  length: 'المدة',
  slideAway: 'اسحب بعيدًا للإلغاء',
  cancel: 'التخلص من التسجيل',
  stop: 'إيقاف التسجيل',
  send: 'إرسال الرسالة الصوتية',
  denied: 'الميكروفون غير مسموح به. اسمح به لهذا الموقع في إعدادات المتصفح.',
  none: 'لا يمكن استخدام ميكروفون هنا.',
  tooShort: 'قصيرة جدًا. اضغط مدة أطول، أو انقر مرة ثم تكلّم.',
  failed: 'لم يسجل المتصفح شيئًا. حاول مرة أخرى.',

  message: 'رسالة صوتية',
  play: (name, length) => `تشغيل الرسالة الصوتية من ${apart(name)}، ${apart(length)}`,
  playOwn: (length) => `تشغيل رسالتك الصوتية، ${apart(length)}`,
  pause: 'إيقاف مؤقت',
  place: 'الموضع في الرسالة الصوتية',
  placeOf: (at, length) => `${apart(at)} من ${apart(length)}`,
  speed: (times) => `السرعة ${apart(times)}`,
  notPlayed: 'لا يُشغَّل هنا. يمكنك حفظه.',
}
