/** الصور والملفات وما يُقال، بالعربية. */
import type { Words } from '../words.ts'
import { apart } from '../apart.ts'

const rule = new Intl.PluralRules('ar')
const photos: Readonly<Record<string, string>> = {
  one: 'صورة واحدة',
  two: 'صورتين',
  few: '# صور',
  many: '# صورة',
  other: '# صورة',
  zero: '# صورة',
}
const files: Readonly<Record<string, string>> = {
  one: 'ملف واحد',
  two: 'ملفين',
  few: '# ملفات',
  many: '# ملفًا',
  other: '# ملف',
  zero: '# ملف',
}
const many = (count: number, of: Readonly<Record<string, string>>): string =>
  of[rule.select(count)]!.replace('#', String(count))

export const attachment: Words['attachment'] = {
  attach: 'إرفاق',
  choosePhotos: 'صور',
  chooseFiles: 'ملفات',
  chosen: 'ما سيُرسَل',
  sendPictures: (count) => `إرسال ${many(count, photos)}`,
  sendFiles: (count) => `إرسال ${many(count, files)}`,
  caption: 'تعليق',
  asFiles: 'إرسال كملف',
  metadataGoes: 'تُصغَّر الصورة. لا يُرسَل المكان ولا الوقت ولا نوع الكاميرا.',
  metadataStays: 'يُرسَل كما هو، مع كل ما فيه عن المكان والوقت وصاحبه.',
  goesAsFile: 'لا يمكن قراءته كصورة، فيُرسَل كما هو',
  reading: 'قيد التحضير',
  sealing: 'جارٍ التشفير…',
  drop: (name) => `عدم إرسال ${apart(name)}`,

  attached: 'مرفق',
  photo: 'صورة',
  file: 'ملف',
  picture: 'صورة',
  ownPicture: 'صورتك',
  pictureFrom: (name) => `صورة من ${apart(name)}`,
  openPicture: (name) => `فتح الصورة من ${apart(name)}`,
  openOwnPicture: 'فتح صورتك',
  noPicture: 'لا يُعرض هنا. يمكنك حفظه.',
  fetch: (size) => `تنزيل، ${apart(size)}`,
  fetchAgain: (size) => `تنزيل مرة أخرى، ${apart(size)}`,
  stopFetching: 'إيقاف التنزيل',
  stopSending: 'إيقاف الإرسال والحذف',
  saveFile: (name, size) => `حفظ ${apart(name)}، ${apart(size)}`,
  save: 'حفظ',
  saved: 'حُفظ. هذه النسخة لا تختفي.',
  savedStays: 'النسخة المحفوظة لا تختفي.',
  share: 'مشاركة',
}
