import { once } from 'node:events'
import { expect } from 'vitest'
import { DeliveryError, type ProducerOptions } from '../../../src/index.js'
import { MOCK, NOBODY, rejection, thrown, until } from '../../support/producers.js'
import type { Contract } from './contract.js'

export function reporting(contract: Contract): void {
  const open = (options: ProducerOptions) => contract.open(options)

  contract.chapter('content', () => {
    contract.statement([39], 'text is UTF-8, bytes pass unchanged, NULs among them', async () => {
      const producer = open(MOCK)
      const bytes = Buffer.from([0, 1, 0, 255, 128, 0])
      await producer.send({ topic: 'a', partition: 0, key: '여의나루역 🚲', value: 'a\0b' })
      await producer.send({ topic: 'a', partition: 0, key: bytes, value: new Uint8Array(bytes) })
      const records = await contract.read(producer, 'a')
      expect(records.map(({ value }) => value)).toEqual([Buffer.from('a\0b'), bytes])
      expect(records[0]?.key).toEqual(Buffer.from('여의나루역 🚲'))
      expect(records[1]?.key).toEqual(bytes)
    })

    contract.statement(
      [40, 41],
      'headers keep order, repeats, empty and binary values; a record does too',
      async () => {
        const producer = open(MOCK)
        const binary = Buffer.from([0, 255, 0])
        await producer.send({
          topic: 'a',
          partition: 0,
          value: 'x',
          headers: [
            ['b', 'first'],
            ['a', ''],
            ['b', binary],
            ['이름', '값'],
          ],
        })
        await producer.send({ topic: 'a', partition: 0, value: 'x', headers: { one: 'é', two: ['1', '2'] } })
        const [pairs, record] = await contract.read(producer, 'a')
        const text = (headers: unknown) => JSON.parse(JSON.stringify(headers, (_, value) => value))
        expect(text(pairs?.headers)).toEqual(
          text([
            { b: Buffer.from('first') },
            { a: Buffer.alloc(0) },
            { b: binary },
            { 이름: Buffer.from('값') },
          ]),
        )
        expect(text(record?.headers)).toEqual(
          text([{ one: Buffer.from('é') }, { two: Buffer.from('1') }, { two: Buffer.from('2') }]),
        )
      },
    )

    contract.statement([40], 'there may be many headers', async () => {
      const producer = open(MOCK)
      // One, and as many as the addon takes as arguments; one more, and many more, which it takes as a list.
      const counts = [1, 8, 9, 300]
      for (const count of counts) {
        const headers = Array.from({ length: count }, (_, at) => [`name-${at}`, `value-${at}`] as const)
        await producer.send({ topic: 'a', partition: 0, key: 'k', value: 'x', timestamp: 1, headers })
      }
      const records = await contract.read(producer, 'a')
      expect(records.map(({ headers }) => headers.length)).toEqual(counts)
      for (const { headers, key, value } of records) {
        expect([String(key), String(value)]).toEqual(['k', 'x'])
        headers.forEach((header, at) => {
          expect(String(header[`name-${at}`])).toBe(`value-${at}`)
        })
      }
    })

    contract.statement([42], 'malformed headers are refused and nothing is sent', () => {
      const producer = open(NOBODY)
      const bad = [
        'x',
        5,
        null,
        [['only']],
        [['a', 'b', 'c']],
        [{ a: 'b' }],
        [[1, 'x']],
        [['a', 5]],
        { a: 5 },
        new Map(),
      ]
      for (const headers of bad) {
        const error = thrown(() => producer.produce({ topic: 'a', value: 'x', headers } as never))
        expect(error, JSON.stringify(headers)).toMatchObject({ code: '_INVALID_ARG' })
        expect(error.message).toContain('header')
      }
      expect(producer.ledger.accepted).toBe(0)
    })

    contract.statement([44], 'a timestamp is > 0 or a Date; without one it is now', () => {
      const producer = open(NOBODY)
      for (const timestamp of [
        0,
        -1,
        Number.NaN,
        1.5,
        Number.POSITIVE_INFINITY,
        '2026',
        new Date(Number.NaN),
      ]) {
        const error = thrown(() => producer.produce({ topic: 'a', value: 'x', timestamp } as never))
        expect(error, String(timestamp)).toMatchObject({ code: '_INVALID_ARG' })
      }
      expect(producer.produce({ topic: 'a', value: 'x', timestamp: new Date() })).toBe(true)
    })
  })

  contract.chapter('delivery reports', () => {
    contract.statement(
      [46, 48],
      'exactly one report for each of 20,000 messages, each to its own callback',
      async () => {
        // With the official package alone, 300 of 20,000 reports had arrived when flush and disconnect called back.
        const producer = contract.make(MOCK)
        const reports = new Uint8Array(20_000)
        for (let index = 0; index < reports.length; index++) {
          producer.produce({ topic: 'a', value: String(index) }, () => {
            reports[index]!++
          })
        }
        expect(await producer.flush()).toBe(0)
        expect(reports.every((count) => count === 1)).toBe(true)
        expect(await producer.close()).toEqual({
          accepted: 20_000,
          delivered: 20_000,
          failed: 0,
          outstanding: 0,
        })
        expect(reports.every((count) => count === 1)).toBe(true)
      },
    )

    contract.statement([48, 129], 'close alone brings all 20,000 reports as well', async () => {
      const producer = contract.make({ ...MOCK, 'linger.ms': 100 })
      let reports = 0
      for (let index = 0; index < 20_000; index++)
        producer.produce({ topic: 'a', value: 'x' }, () => reports++)
      expect(await producer.close()).toEqual({
        accepted: 20_000,
        delivered: 20_000,
        failed: 0,
        outstanding: 0,
      })
      expect(reports).toBe(20_000)
      expect(producer.close()).toEqual(producer.close())
      expect(await producer.close()).toEqual(producer.ledger)
    })

    contract.statement(
      [49, 82],
      "run from poll, flush, close, and with poll: 'auto' the event loop; never inside produce",
      async () => {
        const manual = open({ ...MOCK, poll: 'manual' })
        const auto = open(MOCK)
        const ran: string[] = []
        manual.produce({ topic: 'a', value: 'x' }, () => ran.push('manual'))
        auto.produce({ topic: 'a', value: 'x' }, () => ran.push('auto'))
        expect(ran).toEqual([])
        await until('the event loop brings the report', () => ran.length > 0)
        // By now the other report is there as well, and stays until it is asked for.
        await new Promise((resolve) => setTimeout(resolve, 300))
        expect(ran).toEqual(['auto'])
        expect(await manual.poll(5000)).toBe(1)
        expect(ran).toEqual(['auto', 'manual'])
      },
    )

    contract.statement([51], 'a message without a callback is settled all the same', async () => {
      const producer = open(MOCK)
      producer.produce({ topic: 'a', value: 'x' })
      expect(await producer.flush()).toBe(0)
      expect(producer.ledger).toEqual({ accepted: 1, delivered: 1, failed: 0, outstanding: 0 })
    })

    contract.statement(
      [52],
      'a failure comes as (error, report), and the text is the error, not the payload',
      async () => {
        const producer = open({ ...NOBODY, 'message.timeout.ms': 50 })
        const [error, report] = await new Promise<[DeliveryError | null, unknown]>((resolve) => {
          producer.produce({ topic: 'orders', value: 'the payload' }, (...args) => resolve(args))
        })
        expect(error).toBeInstanceOf(DeliveryError)
        expect(error).toMatchObject({ code: '_MSG_TIMED_OUT', errno: -192, retriable: true, fatal: false })
        expect(error?.message).toMatch(/^Local: Message timed out: topic 'orders'/)
        expect(error?.message).not.toContain('payload')
        expect(error?.report).toBe(report)
        expect(report).toMatchObject({ topic: 'orders', offset: null, timestamp: null })
      },
    )

    contract.statement([53], 'acks=0: delivered, possibly persisted, no offset', async () => {
      const producer = open({ ...MOCK, acks: 0 })
      const outcomes = await producer.sendBatch(
        [1, 2, 3].map(() => ({ topic: 'a', value: 'x', partition: 0 })),
      )
      for (const outcome of outcomes) {
        // Behind −1001 librdkafka counts upwards through the batch: −1001, −1000, −999.
        expect(outcome).toMatchObject({ value: { offset: null, status: 'possibly-persisted', partition: 0 } })
      }
    })

    contract.statement(
      [54],
      'the status: acknowledged is persisted, never sent is not, lost on the way perhaps',
      async () => {
        const producer = open(MOCK)
        expect((await producer.send({ topic: 'a', value: 'x' })).status).toBe('persisted')
        const stuck = open({ ...NOBODY, 'message.timeout.ms': 50 })
        expect(await rejection(stuck.send({ topic: 'a', value: 'x' }))).toMatchObject({
          status: 'not-persisted',
        })
        const late = open({ ...MOCK, 'test.mock.broker.rtt': 400, 'message.timeout.ms': 60_000 })
        await late.send({ topic: 'a', value: 'x' })
        const slow = rejection(late.send({ topic: 'a', value: 'y' }))
        await new Promise((resolve) => setTimeout(resolve, 100))
        await late.close({ timeoutMs: 0 })
        expect(await slow).toMatchObject({ status: 'possibly-persisted' })
      },
    )

    contract.statement([55], 'latency runs from produce to the drained report', async () => {
      const producer = open({ ...MOCK, 'test.mock.broker.rtt': 100 })
      await producer.send({ topic: 'a', value: 'x' })
      const before = performance.now()
      const { latencyMs } = await producer.send({ topic: 'a', value: 'x' })
      expect(latencyMs).toBeGreaterThanOrEqual(99)
      expect(latencyMs).toBeLessThanOrEqual(performance.now() - before)
    })

    contract.statement(
      [59],
      'a throwing callback surfaces from the poll or flush that ran it; no other report is lost',
      async () => {
        for (const poll of ['manual', 'auto'] as const) {
          const producer = open({ ...MOCK, poll })
          const ran: number[] = []
          for (let index = 0; index < 10; index++) {
            producer.produce({ topic: 'a', partition: 0, value: 'x' }, () => {
              ran.push(index)
              if (index === 3 || index === 5) throw new Error(`callback ${index}`)
            })
          }
          expect((await rejection(producer.flush())).message).toBe('callback 3')
          expect(producer.ledger.delivered).toBeGreaterThanOrEqual(4)
          expect((await rejection(producer.flush())).message).toBe('callback 5')
          expect(await producer.flush()).toBe(0)
          expect(ran).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
          expect(producer.ledger).toEqual({ accepted: 10, delivered: 10, failed: 0, outstanding: 0 })
        }
      },
    )

    contract.statement(
      [59],
      'close completes everything, then rejects with the first exception',
      async () => {
        const producer = contract.make(MOCK)
        let ran = 0
        for (let index = 0; index < 100; index++) {
          producer.produce({ topic: 'a', value: 'x' }, () => {
            ran++
            if (index % 10 === 0) throw new Error('from a callback')
          })
        }
        expect((await rejection(producer.close())).message).toBe('from a callback')
        expect(ran).toBe(100)
        expect(producer.ledger).toEqual({ accepted: 100, delivered: 100, failed: 0, outstanding: 0 })
      },
    )

    contract.needs('brokers', [61], () => {
      contract.statement([61], "a listener's exception surfaces the same way", async () => {
        const producer = open({ ...MOCK, 'statistics.interval.ms': 50, poll: 'manual' })
        producer.on('stats', () => {
          throw new Error('from a listener')
        })
        expect((await rejection(producer.poll(5000))).message).toBe('from a listener')
      })
    })

    contract.statement([62], 'a callback may produce', async () => {
      const producer = open(MOCK)
      let depth = 0
      const again = () => {
        if (++depth < 50) producer.produce({ topic: 'a', value: 'x' }, again)
      }
      producer.produce({ topic: 'a', value: 'x' }, again)
      await until('the chain is done', () => depth === 50)
      expect(await producer.flush()).toBe(0)
      expect(producer.ledger).toEqual({ accepted: 50, delivered: 50, failed: 0, outstanding: 0 })
    })
  })

  contract.needs('brokers', [99, 100, 123, 125], () => events(contract))
}

function events(contract: Contract): void {
  const open = (options: ProducerOptions) => contract.open(options)

  contract.chapter('events', () => {
    contract.statement(
      [99],
      'an address that refuses gives an error event with host, port and cause; no message fails by it',
      async () => {
        const producer = contract.make({ ...NOBODY, 'bootstrap.servers': '127.0.0.1:1,127.0.0.1:2' })
        producer.produce({ topic: 'a', value: 'x' })
        const texts: string[] = []
        producer.on('error', (error) => texts.push(`${error.code} ${error.message}`))
        await until(
          'both brokers are told',
          () => texts.filter((text) => text.includes('Connection refused')).length >= 2,
        )
        expect(texts.join('\n')).toMatch(/_TRANSPORT 127\.0\.0\.1:1: .*Connection refused/)
        expect(texts.join('\n')).toMatch(/_TRANSPORT 127\.0\.0\.1:2: .*Connection refused/)
        // librdkafka itself says "all broker connections are down" three times a second.
        await new Promise((resolve) => setTimeout(resolve, 2500))
        expect(texts.length).toBeLessThanOrEqual(3)
        expect(producer.ledger).toMatchObject({ outstanding: 1, failed: 0 })
        await producer.close({ timeoutMs: 0 })
      },
    )

    contract.statement(
      [100, 125],
      'log lines and unheard errors go to the log, and with manual polling only inside poll',
      async () => {
        const producer = contract.make({ ...NOBODY, poll: 'manual' })
        const lines: string[] = []
        producer.on('log', ({ level, facility, text }) => lines.push(`${level} ${facility} ${text}`))
        await new Promise((resolve) => setTimeout(resolve, 300))
        expect(lines).toEqual([])
        expect(await producer.poll(1000)).toBeGreaterThan(0)
        expect(lines.join('\n')).toMatch(/3 FAIL .*Connection refused/)
        expect(lines.join('\n')).toMatch(/3 ERROR 127\.0\.0\.1:1: .*Connection refused/)
        await producer.close({ timeoutMs: 0 })
      },
    )

    contract.statement([123], 'statistics come as an object every statistics.interval.ms', async () => {
      const producer = open({ ...MOCK, 'statistics.interval.ms': 100 })
      const [first] = await once(producer, 'stats')
      const [second] = await once(producer, 'stats')
      expect(first).toMatchObject({ type: 'producer', client_id: 'lingerbus' })
      expect((second as { ts: number }).ts).toBeGreaterThan((first as { ts: number }).ts)
    })
  })
}
