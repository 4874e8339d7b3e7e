/**
 * Unit tests are `*.test.ts` and fast. `*.slow.test.ts` run only in `npm test`, and so do `*.alone.test.ts`, which wait for
 * what browsers do when they have nothing else to do: last, one after the other. The project `workers` runs the suites of
 * the server that go through sockets once more.
 */
import { defineConfig } from 'vitest/config'

const tests = ['packages/*/test/**', 'apps/*/test/**', 'world/test/**', 'tool/test/**', 'test/**']
const named = (ending: string): string[] => tests.map((folder) => `${folder}/*${ending}`)

const throughSockets = [
  'blobs',
  'channels',
  'door',
  'fault-lane',
  'floods.slow',
  'pages',
  'quotas',
  'serving',
  'start.slow',
  'tickets',
  'walk',
  'letters-order.slow',
  'doctor.slow',
]

export default defineConfig({
  test: {
    pool: 'threads',
    maxWorkers: '100%',
    // What runs at once shares the cores, and each test has a limit of its own.
    maxConcurrency: 2,
    // What is waited for takes as long as the machine is busy; only one that fails waits to the end.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        // The limit is for a machine that does much else. Files share modules: half of the time went into loading them.
        test: {
          name: 'unit',
          include: named('.test.ts'),
          exclude: [...named('.slow.test.ts'), ...named('.alone.test.ts')],
          testTimeout: 30_000,
          isolate: false,
        },
      },
      { extends: true, test: { name: 'slow', include: named('.slow.test.ts'), testTimeout: 120_000 } },
      {
        extends: true,
        // What these say of a server must hold as well where its connections are held by other processes.
        test: {
          name: 'workers',
          include: [...throughSockets.map((name) => `apps/server/test/${name}.test.ts`), 'test/crash.slow.test.ts'],
          env: { EBB_WORKERS: '2' },
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: named('.alone.test.ts'), testTimeout: 120_000, fileParallelism: false },
      },
    ],
  },
})
