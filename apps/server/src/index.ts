export { startServer, type RunningServer, type ServerConfig } from './server.ts'
export { openCore, type Core, type CoreConfig, type Line } from './core.ts'
export type { Peer } from './door/connection.ts'
export { StartRefusal } from './start-refusal.ts'
