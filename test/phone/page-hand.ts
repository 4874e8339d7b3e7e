/** What a hand does inside a page of the app. Each function goes over by itself, so none may call another. */

/** The compiler checks tests without the library for pages; this is what is used of it. */
declare const document: {
  readonly body: { readonly innerText: string }
  querySelector(selector: string): Part | null
  querySelectorAll(selector: string): Iterable<Part>
  createElement(name: string): Part
}
interface Part {
  readonly textContent: string
  readonly labels?: Iterable<Part> | null
  id: string
  value: string
  disabled?: boolean
  getAttribute(name: string): string | null
  querySelector(selector: string): Part | null
  checkVisibility(): boolean
  closest(selector: string): Part | null
  append(part: Part): void
  click(): void
  focus(): void
  dispatchEvent(event: Event): void
}

/**
 * The last thing on top that is pressed and is called so, or else whose name begins so; with `part`, that holds one with
 * this text. False: not there.
 */
export function press({ name, part }: { readonly name: string; readonly part: string | null }): boolean {
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1)
  const all = [...document.querySelectorAll('button, a, [role=menuitem]')].filter(
    (found) =>
      found.disabled !== true &&
      found.checkVisibility() &&
      (dialog === undefined || found.closest('dialog[open]') === dialog),
  )
  const called = (found: Part): string => found.getAttribute('aria-label') ?? found.textContent.trim()
  const chosen =
    part === null
      ? (all.findLast((found) => called(found) === name) ?? all.findLast((found) => called(found).startsWith(name)))
      : all.findLast((found) => found.querySelector(part)?.textContent === name)
  chosen?.click()
  return chosen !== undefined
}

/** Into the field that is called so, in the place of what stands there. False: not there. */
export function write({ label, text }: { readonly label: string; readonly text: string }): boolean {
  const field = [...document.querySelectorAll('input, textarea')].findLast((found) => {
    const named = [...(found.labels ?? [])].some(
      (one) => one.querySelector('.field-name')?.textContent === label || one.textContent.trim() === label,
    )
    return (named || found.getAttribute('aria-label') === label) && found.checkVisibility()
  })
  if (field === undefined) return false
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  return true
}

/** Where one writes. False: not there. */
export function focusField(label: string): boolean {
  const field = document.querySelector(`textarea[aria-label="${label}"]`)
  field?.focus()
  return field !== null
}

export const fieldText = (label: string): string | undefined =>
  document.querySelector(`textarea[aria-label="${label}"]`)?.value

export const shownText = (): string => document.body.innerText

/** What stands there is no secret. */
export const plainField = 'words in a plain field'

/** A field as any page has it, of which browsers keep what stands in it. */
export function keepInPlainField(text: string): void {
  const field = document.createElement('textarea')
  field.id = 'plain'
  document.querySelector('form')!.append(field)
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
