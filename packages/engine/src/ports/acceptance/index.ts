export { keyringAcceptance, type KeyringStand } from './keyring-acceptance.ts'
export { lineAcceptance, type LineStand, type ServedLine } from './line-acceptance.ts'
export { storeAcceptance, type StoreStand } from './store-acceptance.ts'
