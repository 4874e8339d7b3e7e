/** What a person calls a server: `ebb.example` of `https://ebb.example`. */
export const hostOf = (origin: string): string => origin.replace(/^https?:\/\//, '')
