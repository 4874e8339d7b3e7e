/**
 * What people choose when nobody stops them: a small part of what any guessing program tries in its first second.
 * Lower case; digits and signs that stand for letters are undone before looking.
 */
export const commonest: ReadonlySet<string> = new Set(
  `
abc access admin alexander allah amanda andrea andrew angel anna anthony apple arsenal ashley asdf asshole austin awesome
baby badboy bailey banana barcelona baseball basketball batman beautiful berlin biteme blink bonjour boomer bosnia butterfly
buster charlie cheese chelsea chicken chocolate chris christian computer cookie daniel david default diamond dragon
dresden eagle ebb ehemann einstein elizabeth family ferrari flower football forever freedom friend friends fuckyou
fussball gandalf geheim george ginger google guest habibi hallo hammer hannah hannover harley heaven hello hockey hottie
hunter iloveyou internet jasmine jennifer jessica jesus jordan joshua justin killer knight kitty lakers letmein liebe
liverpool london login looking lovely lover loveme madison maggie manager marina martin marvin master matrix matthew
maximilian melissa mercedes merlin michael michelle mohamed mohammed monkey monster morgan mother muhammad muster mustang
mutti naruto nathan nicole nothing orange pass passphrase passwort password peanut peaches pepper phoenix pokemon
princess pussy qwert qwerty qwertz ranger rainbow robert samantha samsung schalke schatz secret sesam shadow sicher sonne
sommer soccer sparky spiderman starwars stefan summer sunshine superman sweety tennis test thomas thunder tigger trustno
user vanessa vfb welcome whatever william willkommen winter xbox yankees yellow
مرحبا حبيبي محمد الله سلام كلمه سر بسم
`
    .trim()
    .split(/\s+/),
)

/** Keys that lie side by side, and rows of letters and digits: their stretches are tried first, either way round. */
export const rows: readonly string[] = [
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6z7u8i9o0p',
  '1q2w3e4r5t6y7u8i9o0p',
  'ضصثقفغعهخح',
  'شسيبلاتنمك',
  'ابتثجحخدذرزسشصضطظعغفقكلمنهوي',
]
