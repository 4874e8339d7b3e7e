/**
 * The two scripts that this page starts besides its own modules, and the only way to start them. Where the browser has
 * Trusted Types, the content security policy allows one policy, `ebb`, and this is it: it lets these two addresses
 * pass and nothing else, so no other text can become a script in any way (decisions/trusted-types.md).
 */
// oxlint-disable-next-line import/default -- Vite makes this module: it is the address of the bundled worker
import workerAddress from './worker.ts?worker&url'

const serviceWorkerAddress = '/service-worker.js'

/** A new worker that holds everything. Its page talks to it by `boundary.ts`. */
export function trustedWorker(): Worker {
  return new Worker(scriptAt(workerAddress), { type: 'module', name: 'ebb' })
}

/** What `navigator.serviceWorker.register` takes. */
export function trustedServiceWorker(): string {
  return scriptAt(serviceWorkerAddress)
}

/** A TrustedScriptURL where there is such a thing; the compiler's library knows only the string that it stands for. */
function scriptAt(address: string): string {
  return policy === undefined ? allowed(address) : (policy.createScriptURL(address) as string)
}

function allowed(address: string): string {
  if (address === workerAddress || address === serviceWorkerAddress) return address
  throw new TypeError('This script is none of the two that may be started.')
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): unknown }
}

const policy = (globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('ebb', {
  createScriptURL: allowed,
})
