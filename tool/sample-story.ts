/** What happened on the invented server before the pictures are taken: six days among invented people. */
import { holdFinger } from '../test/stage/fingers.ts'
import { say, type Phone } from '../test/stage/phone.ts'
import { samplePerson, type HandClock, type Sample } from './sample-people.ts'

const { talk } = say

/** A time of day, so many days before the pictures; seconds since 1970. */
const at = (time: string, daysAgo = 0): number => Date.parse(`2026-12-08T${time}:00Z`) / 1000 - daysAgo * 86_400
export const begin = at('09:00', 6)
const end = at('14:36')

const names = [
  'anna.keller',
  'jonas.weber',
  'greta.lind',
  'desk-foreign',
  'elif.dogan',
  'farid.haddad',
  'marek.novak',
  'ines.moreau',
] as const
type Name = (typeof names)[number]

export class Story {
  readonly #given: { readonly folder: string; readonly address: string; readonly clock: HandClock }
  readonly #people = new Map<string, Sample>()

  constructor(given: { readonly folder: string; readonly address: string; readonly clock: HandClock }) {
    this.#given = given
  }

  /** All of it, on the phone of whom the pictures show; ends at the list. */
  async tell(phone: Phone, invite: string): Promise<void> {
    const { page } = phone
    await this.giveClock(phone)
    await this.#come('anna.keller', invite)
    for (const name of names.slice(1)) await this.#come(name, await this.invite())
    await phone.join(await this.invite(), 'nora.winter')
    for (const name of names) {
      await phone.writeTo(name, 'Hello, this is Nora.')
      await phone.bubbleThatIs('sent', 'Hello, this is Nora.').waitFor()
      await phone.goBack()
    }

    await this.#say(phone, at('18:12', 4), 'farid.haddad', 'مرحبا، هل وصلتك الوثائق؟ سأتصل بك مساء اليوم.')
    await this.#say(phone, at('11:47', 3), 'ines.moreau', 'The recording is clear enough to use.')
    await this.#say(phone, at('10:05', 2), 'marek.novak', 'The hall is free on Saturday, I told them.')
    await this.#say(phone, at('09:30', 1), 'elif.dogan', 'Any news about the contract?')
    await this.#say(phone, at('16:48', 1), 'anna.keller', 'The scans are with the lawyer, all 40 pages.')
    await this.#answer(phone, at('16:55', 1), 'anna.keller', 'Good. Did she say anything about the dates?')
    await this.#say(phone, at('17:40', 1), 'desk-foreign', 'The plan for the week is in the usual place.')
    await this.#answer(phone, at('11:20'), 'greta.lind', 'See you at six, then.')
    for (const name of ['farid.haddad', 'ines.moreau', 'marek.novak'] as const) await this.#read(phone, name)
    await phone.openChat('elif.dogan')
    await phone.composer.fill('I have read it. Paragraph 4 does not')
    await page.waitForTimeout(2000)
    await phone.goBack()

    await this.#turn(phone, at('13:58'))
    await this.#person('anna.keller').do({ do: 'timer', to: 'nora.winter', ceiling: 7 * 86_400, afterRead: 3600 })
    await this.#say(phone, at('14:04'), 'anna.keller', 'She has: two of them do not fit. She calls at five.')
    await this.#open(phone, 'anna.keller')
    await this.#reply(phone, at('14:09'), 'two of them', 'Then we wait with the printing until she has.')
    await phone.goBack()
    await this.#say(phone, at('14:21'), 'jonas.weber', 'Can you look at page 12 before four?')
    await this.#say(phone, at('14:22'), 'jonas.weber', 'The name must not be in it yet.')
    const tilda = await this.#come('tilda.berg', await this.invite())
    await tilda.do({ do: 'send', to: 'nora.winter', text: 'I have something about the harbour. May I write to you?' })
    await this.#say(phone, at('14:28'), 'anna.keller', 'Please do not pass page 12 on, the name on it is not public.')
    await this.#answer(phone, at('14:31'), 'anna.keller', 'Understood. It stays with us.')
    await this.#open(phone, 'anna.keller')
    await this.#say(phone, at('14:33'), 'anna.keller', 'Thank you. See you at five.')
    await page.waitForTimeout(1000)
    await this.#verify(phone)
    await this.#arrange(phone, 'anna.keller', talk.pin)
    await this.#arrange(phone, 'desk-foreign', talk.mute)
    await this.#turn(phone, end)
    await phone.row('jonas.weber').getByText('The name must not be in it yet.').waitFor()
  }

  /** A fresh one, from Anna. */
  async invite(): Promise<string> {
    return (await this.#person('anna.keller').do({ do: 'invite' })).link!
  }

  /** The phone's time is everybody's, and it does not lock by itself when that is turned. */
  async giveClock({ context }: Phone): Promise<void> {
    await context.addInitScript(() => {
      const preferences = { language: 'en', lockAfter: null, notifications: 'none' }
      ;(globalThis as unknown as Stored).localStorage.setItem('ebb.preferences', JSON.stringify(preferences))
    })
    await context.addInitScript(setAhead, this.#given.clock.ahead)
    const { clock } = this.#given
    for (const page of context.pages()) page.on('worker', (worker) => void worker.evaluate(setAhead, clock.ahead))
  }

  async #turn({ context, page }: Phone, time: number): Promise<void> {
    const { clock } = this.#given
    clock.turnTo(time)
    await context.addInitScript(setAhead, clock.ahead)
    await page.evaluate(setAhead, clock.ahead)
    for (const worker of page.workers()) await worker.evaluate(setAhead, clock.ahead)
  }

  async #come(name: string, link: string): Promise<Sample> {
    const person = await samplePerson(name, { ...this.#given, link })
    this.#people.set(name, person)
    return person
  }

  #person(name: string): Sample {
    return this.#people.get(name)!
  }

  async #say(phone: Phone, time: number, from: Name, text: string): Promise<void> {
    await this.#turn(phone, time)
    await this.#person(from).do({ do: 'send', to: 'nora.winter', text })
    // In the list or in the open conversation.
    await phone.page.getByText(text).first().waitFor({ state: 'attached' })
  }

  /** By Nora, from the list and back. */
  async #answer(phone: Phone, time: number, to: Name, text: string): Promise<void> {
    await this.#turn(phone, time)
    await this.#open(phone, to)
    await phone.send(text)
    await phone.bubbleThatIs('sent', text).waitFor()
    await phone.goBack()
  }

  /** By Nora: a reply to what says this, in the open conversation. */
  async #reply(phone: Phone, time: number, about: string, text: string): Promise<void> {
    await this.#turn(phone, time)
    await phone.choose(about, talk.reply)
    await phone.send(text)
    await phone.bubbleThatIs('sent', text).waitFor()
  }

  /** And reads what is new. */
  async #open(phone: Phone, name: Name): Promise<void> {
    await phone.openChat(name)
    await phone.page.waitForTimeout(1000)
  }

  async #read(phone: Phone, name: Name): Promise<void> {
    await this.#open(phone, name)
    await phone.goBack()
  }

  /** In the open conversation; ends at the list. */
  async #verify(phone: Phone): Promise<void> {
    const { page } = phone
    await phone.button(talk.more).click()
    await page.getByRole('menuitem', { name: talk.verify }).click()
    await phone.button(talk.numbersMatch).click()
    await phone.button(talk.markVerified).click()
    await page.getByText(talk.isVerified).waitFor()
    await phone.goHome()
  }

  async #arrange(phone: Phone, name: Name, item: string): Promise<void> {
    const { page } = phone
    await holdFinger(page, phone.row(name).getByRole('button').first(), page.getByRole('menu'))
    await page.getByRole('menuitem', { name: item }).click()
  }
}

interface Stored {
  readonly localStorage: { setItem(name: string, value: string): void }
}

/** In a page or a worker: its clock goes ahead of the machine's by so many milliseconds. */
function setAhead(ahead: number): void {
  const global = globalThis as { realNow?: () => number }
  global.realNow ??= Date.now.bind(Date)
  const real = global.realNow
  Date.now = () => real() + ahead
}
