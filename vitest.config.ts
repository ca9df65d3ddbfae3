import { defineConfig } from 'vitest/config'

const engineTests = 'test/engine/**/*.test.ts'
const brokerTests = 'test/broker/**/*.test.ts'
const pipelineTests = 'test/pipelines/**/*.test.ts'
const elsewhere = [engineTests, brokerTests, pipelineTests]

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
    // Apart, because only the last two need a broker, and only the last one what set-up brings for pipelines:
    // `vitest run test/unit` starts none.
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: elsewhere },
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
      {
        extends: true,
        test: {
          name: 'pipelines',
          include: [pipelineTests],
          globalSetup: ['test/support/build.ts', 'test/support/global-setup.ts'],
          testTimeout: 120_000, // whole systems of several processes each
        },
      },
    ],
  },
})
