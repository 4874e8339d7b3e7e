export * from './keyring.ts'
export * from './line.ts'
export * from './store.ts'
export * from './clock.ts'
