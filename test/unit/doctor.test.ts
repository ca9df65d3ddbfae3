import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Writer } from '../../src/doctor/wire/bytes.js'
import { diagnose, type ProducerOptions } from '../../src/index.js'
import { expectFault, findingOf, WRONG_PASSWORD } from '../support/diagnosed.js'
import { metadataOf, startFakeBroker, versions } from '../support/fake-broker.js'
import { rejection } from '../support/producers.js'
import { listenInSilence, listenWithTls } from '../support/tls-listeners.js'

const at = (servers: string, more: ProducerOptions = {}): ProducerOptions => ({
  'bootstrap.servers': servers,
  ...more,
})

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('faults without Kafka, each made for real', () => {
  test('wrong settings, all of them', async () => {
    const options = { 'bootstrap.servers': 'a', 'linger.msec': 5, acks: 7 } as object
    const { evidence } = await expectFault(['configuration', 'settings'], options)
    expect(evidence).toHaveLength(2)
    expect(evidence.join()).toContain('did you mean linger.ms')
  })

  test('brokers that live inside the producer', async () => {
    await expectFault(['configuration', 'embedded-brokers'], { 'test.mock.num.brokers': 1 })
  })

  test('a name that nobody has', async () => {
    const { text } = await expectFault(['DNS', 'unknown-host'], at('no-such-broker.invalid:9092'))
    expect(text).toContain('no-such-broker.invalid')
  })

  test('nobody listens', async () => {
    const { evidence } = await expectFault(['TCP', 'refused'], at('127.0.0.1:1'))
    expect(evidence.join()).toContain('ECONNREFUSED')
  })

  test('no way there', async () => {
    // The broadcast address: no system lets TCP go there.
    await expectFault(['TCP', 'unreachable'], at('255.255.255.255:9092'))
  })

  test('a listener that never answers', async () => {
    const listener = await listenInSilence()
    onTestFinished(() => listener.close())
    const began = performance.now()
    await expectFault(['TLS', 'silent'], at(listener.address), { timeoutMs: undefined })
    // The time that it takes by itself: a step's share of 4.5 s.
    expect(performance.now() - began).toBeGreaterThan(1900)
    const tls = at(listener.address, { 'security.protocol': 'ssl' })
    await expectFault(['TLS', 'silent'], tls, { timeoutMs: 1000 })
    expect(listener.connections()).toBeGreaterThan(1)
  })

  test('a listener that hangs up', async () => {
    const address = await listening(createServer((socket) => void socket.on('error', () => {}).destroy()))
    await expectFault(['TLS', 'hung-up'], at(address))
  })

  test('another service: a web server', async () => {
    const { evidence } = await expectFault(['TLS', 'not-kafka'], at(await listening(createHttpServer())))
    expect(evidence.join()).toContain('HTTP/1.1 400')
  })

  test('a certificate that nobody here knows, and plain text where TLS is expected', async () => {
    const listener = await listenWithTls()
    onTestFinished(() => listener.close())
    const tls = at(listener.address, { 'security.protocol': 'ssl' })
    const { evidence } = await expectFault(['TLS', 'unknown-ca'], tls)
    expect(evidence.join()).toContain('certificate of localhost')
    await expectFault(['TLS', 'tls-expected'], at(listener.address))
  })

  test('a broker that repeats the password in its refusal', async () => {
    const address = await startFakeBroker(() => ({
      ...versions({ 0: 8, 3: 4 }),
      17: () => new Writer().int16(0).int32(1).string('PLAIN'),
      36: () => new Writer().int16(58).string(`no ${WRONG_PASSWORD} here`).int32(0),
    }))
    const { evidence } = await expectFault(
      ['SASL', 'wrong-credentials'],
      at(address, {
        'security.protocol': 'sasl_plaintext',
        'sasl.mechanism': 'PLAIN',
        'sasl.username': 'alice',
        'sasl.password': WRONG_PASSWORD,
      }),
    )
    expect(evidence).toEqual(['the broker says: no [hidden] here'])
  })

  test('a broker older than Kafka 0.11', async () => {
    const address = await startFakeBroker(() => versions({ 0: 2, 3: 2 }))
    await expectFault(['API versions', 'too-old'], at(address))
  })

  test('a broker that knows of no broker', async () => {
    const address = await startFakeBroker((port) => ({
      ...versions({ 0: 8, 3: 4 }),
      ...metadataOf(port, { brokers: 0 }),
    }))
    await expectFault(['metadata', 'no-brokers'], at(address))
  })

  test('a broker that does not tell of its cluster', async () => {
    const address = await startFakeBroker(() => ({ ...versions({ 0: 8, 3: 4 }), 3: () => null }))
    await expectFault(['metadata', 'no-metadata'], at(address))
  })

  test('a partition without a leader', async () => {
    const address = await startFakeBroker((port) => ({
      ...versions({ 0: 8, 3: 4 }),
      ...metadataOf(port, { leader: -1 }),
    }))
    const { evidence } = await expectFault(['topic', 'no-leader'], at(address), { topic: 'orders' })
    expect(evidence.join()).toContain('partition 0: replicas on brokers 1')
  })

  test('the first bootstrap server is broken, the second is not', async () => {
    const address = await startFakeBroker((port) => ({ ...versions({ 0: 8, 3: 4 }), ...metadataOf(port) }))
    const { ok, rungs } = await diagnose(at(`no-such-broker.invalid:9092,127.0.0.1:1,${address}`))
    expect(ok).toBe(true)
    const evidence = rungs.flatMap((rung) => rung.evidence).join('\n')
    expect(evidence).toContain('no such host: no-such-broker.invalid')
    expect(evidence).toContain('nobody listens at 127.0.0.1:1')
  })
})

test('with transactional.id no test message is sent', async () => {
  const address = await startFakeBroker((port) => ({ ...versions({ 0: 8, 3: 4 }), ...metadataOf(port) }))
  const diagnosis = await diagnose(at(address, { 'transactional.id': 't' }), {
    topic: 'orders',
    produce: true,
  })
  expect(diagnosis.ok).toBe(true)
  expect(findingOf(diagnosis, 'topic').evidence.join()).toContain('not shown to us')
  expect(findingOf(diagnosis, 'delivery')).toMatchObject({ status: 'skipped' })
})

test.each([
  [{ topic: 5 }, 'topic'],
  [{ produce: true }, 'needs a topic'],
  [{ timeoutMs: 1 }, 'timeoutMs'],
  [{ onRung: 'x' }, 'onRung'],
  [{ rung: 1 }, "'rung'"],
  [null, 'object'],
])('bad input is refused: %j', async (more, word) => {
  const error = await rejection(diagnose(at('127.0.0.1:1'), more as never))
  expect(error).toMatchObject({ code: '_INVALID_ARG' })
  expect(error.message).toContain(word)
})
