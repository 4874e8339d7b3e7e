/** `Mls` by ts-mls 1.6.4 with the patches of patches/. */
import './library.ts'
import type { Mls } from '../mls.ts'
import { create } from './create.ts'
import { encrypt, exportSecret } from './encrypt.ts'
import { join } from './join.ts'
import { createKeyPackage, readKeyPackage } from './key-package.ts'
import { open } from './open.ts'
import { changedPages, fromPages } from './pages.ts'
import { stage } from './stage.ts'

export const tsMls: Mls = {
  createKeyPackage,
  readKeyPackage,
  create,
  join,
  stage,
  encrypt,
  open,
  export: exportSecret,
  changedPages,
  fromPages,
}
