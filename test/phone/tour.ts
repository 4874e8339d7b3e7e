/** All screens of the app one after another, in any of its languages. */
import type { Locator, Page } from 'playwright-core'
import { holdFinger } from '../stage/fingers.ts'
import { strongPassphrase, type say } from '../stage/phone.ts'
import { photo } from './made-picture.ts'

export type Words = typeof say

/** Called at every stop, with a name for it. */
export type Look = (stop: string) => Promise<void>

export class Tour {
  readonly page: Page
  readonly say: Words
  readonly look: Look

  constructor(page: Page, words: Words, look: Look) {
    this.page = page
    this.say = words
    this.look = look
  }

  /** From an empty device to the empty list. */
  async wayIn(link: string, name: string): Promise<void> {
    const { page, look } = this
    const { joining, scan, next } = this.say.house
    await page.goto(new URL(link).origin)
    await this.heading(joining.title).waitFor()
    await look('welcome')
    await this.press(joining.scan)
    await page.getByText(scan.none).or(page.getByText(scan.denied)).waitFor()
    await look('scanning without a camera')
    await this.press(this.say.talk.back)
    await this.field(joining.orPaste).fill('https://example.org/i')
    await this.field(joining.orPaste).blur()
    await page.getByText(this.say.refusals['bad-link']).waitFor()
    await look('a link that is none')
    await page.goto(link)
    await this.heading(joining.invited).waitFor()
    await look('an invitation')
    await this.press(next)
    await this.heading(joining.nameTitle).waitFor()
    await look('name and passphrase')
    await this.press(next)
    await look('nothing chosen')
    await this.field(joining.name).fill(name)
    await this.field(joining.passphrase).fill(strongPassphrase)
    await this.field(joining.again).fill(strongPassphrase)
    await look('a strong passphrase')
    await this.press(next)
    await this.heading(joining.deviceTitle).waitFor()
    await look('this device')
    await this.press(joining.join)
    await this.heading(this.say.talk.emptyTitle).waitFor()
    await look('an empty list')
  }

  /** Everything but conversations; from the list and back to it. `blocked`: somebody who is. */
  async house(blocked: string): Promise<void> {
    const { page, look } = this
    const { house, talk } = this.say
    await look('the list')
    await this.press(talk.search)
    await look('search')
    const wanted = page.getByRole('searchbox', { name: talk.searchEverything })
    await wanted.fill('the')
    await page.locator('.search-results .row').first().waitFor()
    await look('what was found')
    await wanted.fill('xyzzy')
    await this.heading(talk.nothingFound).waitFor()
    await look('nothing was found')
    await this.press(talk.back)
    await this.press(talk.newChat)
    await page.getByRole('textbox', { name: talk.whoTo }).fill('?')
    await this.press(talk.write)
    await page.getByText(talk.badName).waitFor()
    await look('a new conversation with nobody')
    await this.press(talk.back)
    await this.pressRow(talk.archived(1))
    await this.heading(talk.archive).waitFor()
    await look('the archive')
    await this.press(talk.back)
    await this.press(talk.settings)
    await this.heading(house.settings.title).waitFor()
    await look('settings')
    await this.dialog(house.settings.changePassphrase, 'changing the passphrase')
    await this.dialog(house.settings.erase, 'erasing')
    await this.pressRow(house.settings.blocked)
    await page.getByText(`@${blocked}`).waitFor()
    await look('blocked people')
    await this.press(talk.back)
    await this.pressRow(house.settings.promises)
    await page.locator('.promise').first().waitFor()
    await look('promises')
    await this.press(talk.back)
    await this.pressRow(house.settings.invite)
    await this.heading(house.invite.title).waitFor()
    await look('before an invitation is made')
    await this.press(house.invite.make)
    await page.locator('.invitation').waitFor()
    await look('an invitation that was made')
    await this.press(talk.back)
    await this.press(talk.back)
  }

  /** From the list and back to it; `message` stands in the conversation. */
  async conversation(name: string, message: string): Promise<void> {
    const { page, look } = this
    const { talk } = this.say
    await holdFinger(page, this.row(name), page.getByRole('menu'))
    await look('what to do with a conversation')
    await page.getByRole('menuitem', { name: talk.block }).click()
    await look('whether to block')
    await this.escape()
    await this.row(name).click()
    await page.locator('.bubble').first().waitFor()
    await look('a conversation')
    await this.aboutMessage(message)
    await this.attaching()
    await this.speaking()
    await page.locator('.composer .clock-chip').click()
    await page.locator('.clock-choice').first().locator('.choice').last().click()
    await page.getByLabel(talk.customCount).first().fill('99999')
    await page.locator('.clock-choice .field-error').waitFor()
    await look('clocks of the next message, too long')
    await this.escape()
    await page.locator('.talk-bar .clock-chip').click()
    await look('clocks of the conversation')
    await this.escape()
    await page.locator('.talk-who').click()
    await this.heading(talk.aboutTitle).waitFor()
    await look('about a conversation')
    await this.press(talk.back)
    await this.press(talk.more)
    await page.getByRole('menuitem', { name: talk.verify }).click()
    await page.locator('.verify-code svg').waitFor()
    await look('verifying')
    await this.press(talk.numbersMatch)
    await look('whether the numbers match')
    await this.press(talk.markVerified)
    await page.getByText(talk.isVerified).waitFor()
    await look('verified')
    await this.press(talk.back)
    await look('a conversation with somebody verified')
    await this.press(talk.back)
  }

  /** In its open conversation. */
  async aboutMessage(text: string): Promise<void> {
    const { page, look } = this
    const { talk, kinds } = this.say
    const bubble = page.locator('.bubble', { hasText: text }).last()
    const written = page.getByRole('textbox', { name: talk.message })
    const ask = (): Promise<void> => holdFinger(page, bubble, page.getByRole('menu'))
    await ask()
    await look('what to do with a message')
    await this.escape()
    for (const [item, stop] of [
      [kinds.forward, 'where a message goes on to'],
      [talk.info, 'details of a message'],
      [talk.deleteForMe, 'whether to delete'],
    ] as const) {
      await ask()
      await page.getByRole('menuitem', { name: item, exact: true }).click()
      await look(stop)
      await this.escape()
    }
    await ask()
    await page.getByRole('menuitem', { name: talk.reply }).click()
    await written.fill('An answer\nin two lines')
    await look('writing an answer')
    await this.press(talk.noReply)
    await written.fill('')
  }

  /** In its open conversation. */
  async attaching(): Promise<void> {
    const { page, look } = this
    const { attachment, kinds, talk } = this.say
    const buffer = await photo(page, { width: 300, height: 200 })
    await this.press(attachment.attach)
    await page.getByRole('menuitem', { name: kinds.once }).click()
    await look('what can be looked at once')
    await this.press(kinds.onceNot)
    await this.press(attachment.attach)
    await page.getByRole('menu').waitFor()
    await look('what to attach')
    await page.getByRole('menuitem', { name: kinds.poll }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByLabel(kinds.pollQuestion, { exact: true }).fill('When?')
    await sheet.getByLabel(kinds.pollAnswer(1), { exact: true }).fill('at six')
    await sheet.getByLabel(kinds.pollAnswer(2), { exact: true }).fill('at nine')
    await look('asking a question')
    await sheet.getByRole('button', { name: talk.send, exact: true }).click()
    await page.locator('.poll').waitFor()
    await look('a poll')
    await this.press(attachment.attach)
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('menuitem', { name: attachment.choosePhotos }).click(),
    ])
    await chooser.setFiles([{ name: 'photo.jpg', mimeType: 'image/jpeg', buffer }])
    await page.locator('.chosen img').waitFor()
    await look('a photo before it is sent')
    await page.getByRole('switch', { name: attachment.asFiles }).click()
    await page.getByText(attachment.metadataStays).waitFor()
    await look('a photo as a file')
    await page.getByRole('switch', { name: attachment.asFiles }).click()
    await page.getByRole('dialog').getByRole('button', { name: talk.send, exact: true }).click()
    await page.locator('.picture-whole').waitFor()
    await look('a photo in a conversation')
    await page.getByRole('button', { name: attachment.openOwnPicture }).click()
    await page.locator('.viewer img').waitFor()
    await look('a photo on the whole screen')
    await this.escape()
  }

  /** In its open conversation, into a microphone that hums. */
  async speaking(): Promise<void> {
    const { page, look } = this
    const { voice } = this.say
    await page.evaluate(`navigator.mediaDevices.getUserMedia = async () => {
      const context = new AudioContext()
      const tone = new OscillatorNode(context)
      const out = context.createMediaStreamDestination()
      tone.connect(out)
      tone.start()
      return out.stream
    }`)
    // A tap on a busy machine may last as long as somebody holds it.
    await page.getByRole('button', { name: voice.record, exact: true }).press('Enter')
    await page.getByText(voice.isRecording, { exact: true }).waitFor({ state: 'attached' })
    await page.waitForTimeout(1500)
    await look('recording a voice message')
    await this.press(voice.stop)
    await look('a voice message before it is sent')
    await this.press(voice.send)
    await page.locator('.voice').waitFor()
    await page.getByRole('slider').press('End')
    await page.locator('.voice-speed').waitFor()
    await look('a voice message that waits')
  }

  /** From the list and back to it: a group with somebody known, as its administrator. */
  async group(name: string, member: string): Promise<void> {
    const { page, look } = this
    const { talk, group } = this.say
    await this.press(talk.newChat)
    await this.pressRow(group.newGroup)
    await this.heading(group.newGroup).waitFor()
    await look('a new group')
    await this.field(group.name).fill(name)
    await page.getByRole('checkbox', { name: member }).check({ force: true })
    await this.field(group.addName).fill('?')
    await this.press(group.addByName)
    await page.getByText(talk.badName).waitFor()
    await look('a new group with somebody chosen')
    await this.field(group.addName).fill('')
    await this.press(group.create)
    await page.locator('.talk-note').nth(2).waitFor()
    await look('a group')
    const written = page.getByRole('textbox', { name: talk.message })
    await written.pressSequentially('@')
    await page.getByRole('listbox').waitFor()
    await look('whom to mention')
    await written.fill('')
    await page.locator('.talk-who').click()
    await this.heading(talk.aboutTitle).waitFor()
    await page.getByRole('main').getByText(member, { exact: true }).first().waitFor()
    await look('about a group')
    await this.dialog(group.add, 'adding people')
    await this.dialog(group.rename, 'another name for a group')
    await this.dialog(group.picture, 'a picture for a group')
    await this.dialog(group.leave, 'whether to leave')
    await page.getByRole('main').getByRole('button').filter({ hasText: member }).click()
    await look('what to do with a member')
    await page.getByRole('menuitem', { name: group.remove }).click()
    await look('whether to remove a member')
    await this.escape()
    await this.press(talk.back)
    await this.press(talk.back)
  }

  /** A stranger's; leaves it undecided. */
  async request(name: string): Promise<void> {
    const { house, talk } = this.say
    await this.row(name).click()
    await this.page.getByRole('button', { name: house.request.accept }).waitFor()
    await this.look('somebody who wants to write')
    await this.press(talk.back)
  }

  /** From the list to the lock, and out of it again. */
  async lock(): Promise<void> {
    const { page, look } = this
    const { lockScreen, settings } = this.say.house
    await this.press(this.say.talk.settings)
    await this.pressRow(settings.lockNow)
    await this.heading(lockScreen.title).waitFor()
    await look('the lock')
    await this.dialog(lockScreen.forgotten, 'a passphrase that is forgotten')
    await this.field(lockScreen.passphrase).fill('something else')
    await this.press(lockScreen.unlock)
    await page.getByText(this.say.refusals['wrong-passphrase']).waitFor()
    await look('a wrong passphrase')
    await this.field(lockScreen.passphrase).fill(strongPassphrase)
    await this.press(lockScreen.unlock)
    await this.heading(this.say.talk.chats).waitFor()
  }

  /** The worker fails; nothing goes on afterwards. */
  async trouble(): Promise<void> {
    await this.page.workers()[0]!.evaluate(() => {
      setTimeout(() => {
        throw new Error('for this test')
      })
    })
    await this.heading(this.say.house.trouble.bugTitle).waitFor()
    await this.look('trouble')
  }

  async dialog(button: string, stop: string): Promise<void> {
    await this.pressRow(button)
    await this.page.locator('dialog[open]').waitFor()
    await this.look(stop)
    await this.escape()
  }

  async escape(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await this.page.locator('dialog').waitFor({ state: 'detached' })
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).first().click()
  }

  /** A row whose name is followed by more. */
  async pressRow(name: string): Promise<void> {
    await this.page.getByRole('button', { name }).first().click()
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name }).first()
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true })
  }

  /** What is touched to open a conversation. */
  row(name: string): Locator {
    return this.page.getByRole('main').getByRole('button', { name }).first()
  }
}
