/** Pixels from top to bottom, noted: who asks the window has everything laid out first that was changed just now. */
let high = innerHeight
addEventListener('resize', () => {
  high = innerHeight
})
export const windowHeight = (): number => high
