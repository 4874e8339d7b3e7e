/** When what was changed is on the screen. */

/** Milliseconds after which nobody is looking: a page that is hidden draws nothing. */
const patience = 100
let next: Promise<void> | undefined

/** Resolves when the next frame has been drawn. */
export function whenDrawn(): Promise<void> {
  next ??= new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, patience)
    requestAnimationFrame(() =>
      setTimeout(() => {
        clearTimeout(timer)
        resolve()
      }),
    )
  }).then(() => {
    next = undefined
  })
  return next
}
