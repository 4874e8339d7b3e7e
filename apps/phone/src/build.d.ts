/** What only the build knows: build/plugin.ts and Vite make these modules. */
declare module 'virtual:build' {
  /** SHA-256 over all files of this build but the service worker, in hexadecimal (build/finish.ts). */
  export const buildHash: string
}

declare module 'virtual:files' {
  /** As text of a `BuildRecord`, put in when everything else is written. Only the service worker may ask. */
  export const buildRecord: string
}

declare module '*?worker&url' {
  const address: string
  export default address
}

declare module '*.css' {}
