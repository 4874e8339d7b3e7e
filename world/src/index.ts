/** A world to try everything in: simulated people, lossy lines, disks that forget, one hand-turned clock. */
export { createForgettingDisk, type DiskOptions, type ForgettingDisk } from './disk/forgetting-disk.ts'
export { simulate, type Simulated, type SimulateOptions } from './simulate.ts'
