/// <reference path="./ambient.d.ts" />
export * from './at-rest.ts'
export * from './attachment.ts'
export * from './blob.ts'
export * from './device.ts'
export * from './fault-report.ts'
export * from './letter.ts'
export type * from './mls.ts'
export { tsMls } from './mls/ts-mls.ts'
