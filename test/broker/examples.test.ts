import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { runExample } from '../support/command.js'
import { createTopic, type LogRecord, readLog, topicName } from '../support/kafka.js'

const bootstrapServers = inject('bootstrapServers')

beforeAll(() => buildIfStale(), 120_000)

/** Runs an example on a topic of its own and gives what it printed and what arrived. */
async function runOn(name: string, args: string[] = [], options: Parameters<typeof runExample>[2] = {}) {
  const topic = await createTopic(bootstrapServers, { partitions: 4 })
  const outcome = await runExample(name, [bootstrapServers, topic, ...args], options)
  expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' })
  const { records } = await readLog(bootstrapServers, topic)
  return { topic, printed: outcome.stdout, records }
}

const text = ({ value }: LogRecord) => String(value)

describe('every example runs and does what its first comment says', () => {
  const TESTED = [
    'simple-producer',
    'delivery-reports',
    'keys-and-order',
    'backpressure',
    'graceful-shutdown',
    'dead-letter',
    'own-partitioner',
    'transaction',
  ]

  test('all of them are tested here, and none is longer than 60 lines', () => {
    const folder = new URL('../../examples/', import.meta.url)
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))
    expect(files.map((name) => name.slice(0, -3)).sort()).toEqual([...TESTED].sort())
    for (const file of files) {
      const lines = readFileSync(new URL(file, folder), 'utf8').split('\n')
      expect(lines.length, file).toBeLessThanOrEqual(60)
      expect(lines[1], file).toContain(`npm run example ${file.slice(0, -3)}`)
    }
  })

  test('simple-producer: hello world: 0 … 100, through a queue of 50', async () => {
    const { printed, records } = await runOn('simple-producer')
    const numbers = records.map(text).map((value) => Number(/^hello world: (\d+)$/.exec(value)?.[1]))
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 101 }, (_, number) => number))
    expect(printed).toContain('delivered 101, still outstanding 0')
  })

  test('delivery-reports: two delivered, the third refused by name', async () => {
    const { printed, records } = await runOn('delivery-reports')
    expect(records.map(text).sort()).toEqual(['first', 'second'])
    expect(printed).toMatch(/^first: partition \d, offset 0, \d+ ms; persisted: it is in the log/)
    expect(printed).toContain('third: MessageError _UNKNOWN_PARTITION')
    expect(printed).toContain('{ accepted: 2, delivered: 2, failed: 0, outstanding: 0 }')
  })

  test('keys-and-order: each station on one partition, its steps in order', async () => {
    const { printed, records } = await runOn('keys-and-order')
    expect(records).toHaveLength(20)
    const steps = new Map<string, number[]>()
    const partitions = new Map<string, Set<number>>()
    for (const { key, partition, value } of records) {
      const station = String(key)
      steps.set(station, [...(steps.get(station) ?? []), JSON.parse(String(value)).step])
      partitions.set(station, (partitions.get(station) ?? new Set()).add(partition))
    }
    expect([...steps.values()]).toEqual(Array.from({ length: 4 }, () => [1, 2, 3, 4, 5]))
    expect([...partitions.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1])
    expect(printed.match(/, in order$/gm)).toHaveLength(4)
  })

  test('backpressure: everything arrives, with pauses, and never more outstanding than allowed', async () => {
    const { printed, records } = await runOn('backpressure', ['50000'])
    expect(new Set(records.map((record) => JSON.parse(text(record)).reading)).size).toBe(50_000)
    const [, pauses, most] = /paused (\d+) times, never more than (\d+) outstanding/.exec(printed) ?? []
    expect(Number(pauses)).toBeGreaterThan(0)
    expect(Number(most)).toBeLessThanOrEqual(10_000)
  })

  test('graceful-shutdown: what was accepted before SIGTERM is in the log, and nothing else', async () => {
    const { printed, records } = await runOn('graceful-shutdown', [], {
      onStart: (child) => {
        child.stdout?.once('data', () => setTimeout(() => child.kill('SIGTERM'), 700))
      },
    })
    const [, accepted] = /accepted (\d+) = delivered \1 \+ failed 0/.exec(printed) ?? []
    expect(printed).toContain('SIGTERM: finishing')
    expect(Number(accepted)).toBeGreaterThan(10)
    expect(
      records
        .map(text)
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual(Array.from(Array(Number(accepted)).keys()))
  })

  test('own-partitioner: each region whole on one partition, as predicted', async () => {
    const { printed, records } = await runOn('own-partitioner')
    expect(records).toHaveLength(60)
    for (const region of ['seoul', 'busan', 'jeju']) {
      const own = records.filter(({ key }) => String(key).startsWith(`${region}:`))
      const [partition, ...others] = new Set(own.map((record) => record.partition))
      expect(others).toEqual([])
      expect(printed).toContain(`${region}: 20 orders on partition ${partition}, predicted ${partition}\n`)
    }
  })

  test('transaction: two transfers are read, whole; of the third, aborted one, nothing', async () => {
    const { topic, printed } = await runOn('transaction')
    expect(printed).toContain('ben → ana 1000: aborted, ben has less than 1000')
    expect(printed).toContain('ana 75, ben 45')
    // The coordinator answers a commit before the partitions know of it.
    await expect
      .poll(async () => {
        const { records } = await readLog(bootstrapServers, topic, 'read_committed')
        return records.map((record) => JSON.parse(text(record)).change).sort((a, b) => a - b)
      })
      .toEqual([-30, -5, 5, 30])
  })

  test('dead-letter: two orders arrive, two are put aside with the reason', async () => {
    const deadLetters = topicName('dead')
    const { records } = await runOn('dead-letter', [deadLetters])
    expect(records.map(({ key }) => String(key)).sort()).toEqual(['order-1', 'order-4'])
    const aside = (await readLog(bootstrapServers, deadLetters)).records
    const reasons = aside.map(({ key, headers }) => [String(key), String(new Map(headers).get('error.code'))])
    expect(reasons.sort()).toEqual([
      ['order-2', 'MSG_SIZE_TOO_LARGE'],
      ['order-3', '_UNKNOWN_PARTITION'],
    ])
    const large = aside.find(({ key }) => String(key) === 'order-2')
    expect(large?.value).toHaveLength(1000)
    expect(Number(new Map(large?.headers).get('original.bytes'))).toBeGreaterThan(5000)
  })
})
