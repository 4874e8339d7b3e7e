import { homesIn, keyringsIn, storesIn } from './particular.ts'
import { portsIn } from './ports-in.ts'

portsIn('firefox', (stand) => {
  storesIn(stand)
  keyringsIn(stand)
  homesIn(stand)
})
