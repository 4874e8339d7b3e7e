#!/usr/bin/env node
// Plain JavaScript, so that Node need not load its type stripper before the compile cache is on: with a warm cache it
// never does, and a command starts in half the time. The cache lies beside the code, under the rights of whoever installed
// it, never in a folder that others can write to; where it cannot be written, Node does without.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/ebb', import.meta.url)))
await import('../src/main.ts')
