import { once } from 'node:events'
import { expect } from 'vitest'
import type { ProducerOptions } from '../../../src/index.js'
import { MOCK, NOBODY, until } from '../../support/producers.js'
import type { Contract } from './contract.js'

export function events(contract: Contract): void {
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
