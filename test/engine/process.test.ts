import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { WAYS } from '../support/ends.js'
import { run } from '../support/project.js'
import { type Ended, runProcess } from '../support/run-process.js'

const LONG = { timeout: 120_000 }

/** What a process must come to, whatever it did: code 0, no signal. */
function expectGoodEnd({ code, signal, stderr }: Ended): void {
  expect({ code, signal, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, signal: null, stderr: '' })
}

describe.for(['binding', 'native'] as const)('a process of its own, engine %s', (engine) => {
  test('a broker that takes 7 s to answer holds up no close: 2 s, all settled, and the process ends', async () => {
    // The official package waits for its running flush, and loses the promises of what it gives up.
    const ended = await runProcess('slow-broker', { args: [engine] })
    expectGoodEnd(ended)
    const { ledger, closeMs, statuses } = JSON.parse(ended.stdout)
    expect(ledger).toEqual({ accepted: 100, delivered: 0, failed: 100, outstanding: 0 })
    // No broker had answered anything: nothing was sent. Only the engine that asks librdkafka can know.
    expect(statuses).toEqual([engine === 'native' ? 'not-persisted' : 'possibly-persisted'])
    expect(closeMs).toBeGreaterThanOrEqual(1999)
    expect(closeMs).toBeLessThan(5000)
  })

  test('after close nothing keeps the process alive', async () => {
    const ended = await runProcess('ends-by-itself', { args: [engine], limitMs: 30_000 })
    expectGoodEnd(ended)
    expect(ended.stdout).toBe(`closed on ${engine}\n`)
  })

  test("an unheard 'error' ends no process; a callback's exception is uncaught and loses no other report", async () => {
    const ended = await runProcess('unheard', { args: [engine] })
    expectGoodEnd(ended)
    expect(JSON.parse(ended.stdout)).toEqual({
      ran: 10,
      uncaught: ['from a callback'],
      ledger: { accepted: 10, delivered: 10, failed: 0, outstanding: 0 },
    })
    expect(ended.stderr.match(/LingerbusWarning: 127\.0\.0\.1:1: .*Connection refused/g)).toHaveLength(1)
  })

  test('500,000 messages leave the heap flat', async () => {
    const ended = await runProcess('flat-heap', {
      args: [engine],
      nodeFlags: ['--expose-gc'],
      limitMs: 120_000,
    })
    expectGoodEnd(ended)
    const { reports, growthMiB, ledger } = JSON.parse(ended.stdout)
    expect(ledger).toEqual({ accepted: 600_000, delivered: 600_000, failed: 0, outstanding: 0 })
    expect(reports).toBe(600_000)
    expect(growthMiB).toBeLessThanOrEqual(8)
  }, 130_000)

  test('five flushing producers leave threads for the rest of the process', async () => {
    // Five native flushes of 3 s hold all four threads of libuv's pool: one fs.stat then took 3,000 ms.
    const ended = await runProcess('thread-pool', { args: [engine] })
    expectGoodEnd(ended)
    const { slowestMs, stats, left, codes } = JSON.parse(ended.stdout)
    expect(left).toEqual([1, 1, 1, 1, 1])
    expect(codes).toHaveLength(5)
    expect(stats).toBeGreaterThan(10)
    expect(slowestMs).toBeLessThan(1000)
  })

  test('a producer that nobody holds is kept while it has something to deliver', async () => {
    // Collected while connected, the official package's object destroys its client on the event loop and
    // leaves libuv handles behind that point at freed memory.
    const ended = await runProcess('collected', { args: [engine], nodeFlags: ['--expose-gc'] })
    expectGoodEnd(ended)
    expect(JSON.parse(ended.stdout)).toEqual({ delivered: 10 })
  })
})

describe('a process of its own, only on the engine native', () => {
  test.for(Object.entries(WAYS))(
    'flushSync in an exit handler loses nothing, the process ends by %s',
    async ([way, code]) => {
      const ended = await runProcess('flush-at-exit', { args: [way] })
      expect({ code: ended.code, signal: ended.signal }).toEqual({ code, signal: null })
      const ledger = { accepted: 1001, delivered: 1001, failed: 0, outstanding: 0 }
      expect(JSON.parse(ended.stdout)).toEqual({ left: 0, ledger })
      expect(ended.durationMs).toBeLessThan(10_000)
    },
  )

  test.for(['main', 'worker'])(
    '#133 500 producers made and dropped while idle, %s thread: destroyed, with one warning each that names it',
    LONG,
    async (thread) => {
      await buildIfStale()
      const args = ['--expose-gc', 'dropped.mjs', thread, '500']
      const { code, stdout } = await run(process.execPath, args, path.join(import.meta.dirname, 'processes'))
      expect({ code, stdout }).toEqual({ code: 0, stdout: '{"1":500}\n' })
    },
  )
})
