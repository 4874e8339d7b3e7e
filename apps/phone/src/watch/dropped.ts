/** Files that are dropped where nothing takes them: the browser would leave the app and show them. */

/** Once, by main. */
export function keepDropped(): void {
  for (const kind of ['dragover', 'drop'] as const)
    addEventListener(kind, (event) => {
      if (event.defaultPrevented || event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'none'
    })
}
