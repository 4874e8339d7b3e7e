/** Traces of the place where somebody worked: registry hosts, a lockfile that names one, absolute paths. */
import type { Finding } from './arrows.ts'
import { root, type SourceFile } from './tree.ts'

const registries = [
  'registry.npmjs.' + 'org',
  'registry.yarnpkg.' + 'com',
  'npm.pkg.' + 'github.com',
  'registry.npmmirror.' + 'com',
]
const places = [/(?<![\w./-])\/(?:home|Users)\/[A-Za-z][\w.-]*\//, /(?<![\w./-])\/(?:work|root|workspace)\/[\w.-]+/]

/** `registry`: the address that this machine's npm uses, if known; its host must not be told either. */
export function checkTraces(files: readonly SourceFile[], registry: string | undefined): readonly Finding[] {
  const own = registry === undefined ? null : URL.parse(registry)
  const hosts = own === null ? registries : [...registries, own.host]
  return files.flatMap(({ path, text }) => {
    const problems = hosts.filter((host) => text.includes(host)).map((host) => `names the package registry ${host}`)
    if (path.endsWith('package-lock.json') && /"resolved": "[^"]*:\/\//.test(text))
      problems.push('names where packages came from')
    if (text.includes(`${root}/`)) problems.push('names the folder of this checkout')
    const place = places.map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined)
    if (place !== undefined) problems.push(`names a path of somebody’s machine: ${place}`)
    return problems.map((problem) => ({ path, problem }))
  })
}
