import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import {
  type Addresses,
  BROKERS,
  expectedEnd,
  expectedWorkerEnds,
  inLanes,
  openBrokers,
  PROCESS_ENDS,
  runProcessEnd,
  runWorkerEnds,
  TRANSACTION_ENDS,
  WAYS,
  WORKER_ENDS,
} from '../support/ends.js'

const LONG = { timeout: 120_000 }

// The short form of test/endurance/ends.ts, which does each a hundred times.
describe('how a process ends with producers at every stage of their life', () => {
  let brokers: Addresses
  beforeAll(async () => {
    await buildIfStale()
    brokers = await openBrokers()
  }, 120_000)
  afterAll(() => brokers.close())

  // process.exit runs no clean-up hook. librdkafka's threads then met an OpenSSL that was being taken apart.
  test.for(BROKERS)(
    'by process.exit, an uncaught exception or by itself, broker %s: the exit code, no signal, no hang',
    LONG,
    async (broker) => {
      const ends = PROCESS_ENDS.filter((end) => end.broker === broker)
      expect(ends.length).toBeGreaterThanOrEqual(12)
      await inLanes(2, ends, async (end, index) => {
        const came = await runProcessEnd(end, brokers.addressOf(broker), (index * 7) % 20)
        expect(came, JSON.stringify(end)).toBe(expectedEnd(end))
      })
    },
  )

  test.for(BROKERS)(
    'workers end by themselves or are terminated, broker %s: the process goes on, and ends well',
    LONG,
    async (broker) => {
      const ends = WORKER_ENDS.filter((each) => each.broker === broker)
      expect(ends.length).toBeGreaterThanOrEqual(5)
      await inLanes(2, ends, async (end) => {
        const came = await runWorkerEnds(end, brokers.addressOf(broker), 4, 1)
        expect(came, JSON.stringify(end)).toBe(expectedWorkerEnds(4, 1))
      })
    },
  )

  test(
    'in a transactional call, by process.exit, an exception, by itself or with its worker',
    LONG,
    async () => {
      const ways = Object.keys(WAYS) as (keyof typeof WAYS)[]
      await inLanes(2, TRANSACTION_ENDS, async (each) => {
        for (const way of ways) {
          const end = { ...each, way }
          const came = await runProcessEnd(end, brokers.addressOf(each.broker), 30)
          expect(came, JSON.stringify(end)).toBe(expectedEnd(end))
        }
        const came = await runWorkerEnds(each, brokers.addressOf(each.broker), 4, 1)
        expect(came, JSON.stringify(each)).toBe(expectedWorkerEnds(4, 1))
      })
    },
  )

  test('somebody was there to connect to', () => {
    const { silent, tls } = brokers.connections()
    expect(silent).toBeGreaterThan(10)
    expect(tls).toBeGreaterThan(10)
  })
})
