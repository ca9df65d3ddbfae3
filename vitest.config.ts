import { defineConfig } from 'vitest/config'

const engineTests = 'test/engine/**/*.test.ts'
const brokerTests = 'test/broker/**/*.test.ts'

export default defineConfig({
  test: {
    pool: 'forks', // each file in a process of its own: a native thread that hangs, hangs alone
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text-summary', ['text', { skipFull: true }]],
    },
    // Three, because only the last one needs a broker: `vitest run test/unit` starts none.
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [engineTests, brokerTests] },
      },
      { extends: true, test: { name: 'engine', include: [engineTests] } },
      {
        extends: true,
        test: {
          name: 'broker',
          include: [brokerTests],
          globalSetup: 'test/support/global-setup.ts',
          // A CI machine runs several JVMs on two cores. What was tried twice is marked so in the output.
          retry: process.env.CI ? 1 : 0,
        },
      },
    ],
  },
})
