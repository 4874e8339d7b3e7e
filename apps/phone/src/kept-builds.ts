/** Where whole builds of the app are kept, and which of them is served: the service worker's, and for pages to read. */

export const buildCaches = 'ebb-build-'
/** Files by their paths. */
export const cacheOf = (build: string): string => buildCaches + build

const choiceCache = 'ebb-choice'
const choicePath = '/choice'

/** The hash of the build that somebody has said yes to, as long as it is there: browsers may remove caches. */
export async function chosenBuild(): Promise<string | undefined> {
  const build = await storedChoice()
  return build !== undefined && (await caches.has(cacheOf(build))) ? build : undefined
}

export async function storedChoice(): Promise<string | undefined> {
  return (await caches.match(choicePath, { cacheName: choiceCache }))?.text()
}

export async function chooseBuild(build: string): Promise<void> {
  await (await caches.open(choiceCache)).put(choicePath, new Response(build))
}
