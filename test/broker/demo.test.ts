import { beforeAll, expect, inject, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { runExample } from '../support/command.js'
import { readLog, topicName } from '../support/kafka.js'

const EVENTS = 20_160

beforeAll(() => buildIfStale(), 120_000)

function expectFullAccount(stdout: string): void {
  const lines = stdout.trim().split('\n')
  expect(lines.at(-1)).toBe(`accepted ${EVENTS} = delivered ${EVENTS} + failed 0; read back ${EVENTS}`)
  expect(stdout).toContain("all of 120 stations' events are in order")
  expect(stdout).toMatch(/^rate {9}\d+ messages\/s/m)
  expect(stdout).toMatch(/^latency {6}p50 [\d.]+ ms {3}p99 [\d.]+ ms/m)
  const partitions = [...stdout.matchAll(/(?<= )\d: (\d+)/g)].map(([, count]) => Number(count))
  expect(partitions.reduce((sum, count) => sum + count, 0)).toBe(EVENTS)
}

test('the demo delivers and reads back every event on the embedded cluster', async () => {
  const { code, stdout } = await runExample('demo/main', [])
  expectFullAccount(stdout)
  expect(code).toBe(0)
})

test('and on a real broker, twice on the same topic', async () => {
  const bootstrapServers = inject('bootstrapServers')
  const topic = topicName('demo')
  for (const run of [1, 2]) {
    const { code, stdout } = await runExample('demo/main', [
      '--bootstrap-server',
      bootstrapServers,
      '--topic',
      topic,
    ])
    expectFullAccount(stdout)
    expect(code, `run ${run}`).toBe(0)
  }
  expect((await readLog(bootstrapServers, topic)).records).toHaveLength(2 * EVENTS)
})

test('Ctrl-C ends it with the account, not with a stack', async () => {
  const { code, stdout, stderr } = await runExample('demo/main', ['--rate', '2000'], {
    onStart: (child) => {
      child.stdout?.once('data', () => setTimeout(() => child.kill('SIGINT'), 1000))
    },
  })
  const [, accepted] =
    /^accepted (\d+) = delivered \1 \+ failed 0; interrupted, not read back$/m.exec(stdout) ?? []
  expect(Number(accepted)).toBeGreaterThan(100)
  expect(Number(accepted)).toBeLessThan(EVENTS)
  expect(stderr).not.toMatch(/\n {4}at /)
  expect(code).toBe(130)
})

test('a wrong address ends with the account, and without a stack', { timeout: 60_000 }, async () => {
  const { code, stdout, stderr } = await runExample('demo/main', ['--bootstrap-server', '127.0.0.1:1'])
  expect(stdout.trim().split('\n').at(-1)).toBe(
    `accepted ${EVENTS} = delivered 0 + failed ${EVENTS}; nothing to read back`,
  )
  expect(stderr).toContain('Connection refused')
  expect(stderr).not.toMatch(/\n {4}at /)
  expect(code).toBe(1)
})

test.for([
  ['--rate', '0'],
  ['--rate', 'abc'],
  ['--topic', 'a/b'],
  ['--nope', 'x'],
] as const)('%s %s is wrong usage, said in a line', async ([flag, value]) => {
  const { code, stderr } = await runExample('demo/main', [flag, value])
  expect(stderr).toContain(flag === '--topic' ? "'a/b'" : flag)
  expect(stderr).not.toMatch(/\n {4}at /)
  expect(code).toBe(2)
})
