import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { DoctorPrinter } from '../../src/cli/doctor-text.js'
import { diagnose, type ProducerOptions } from '../../src/index.js'
import { runCommand } from '../support/command.js'
import { expectFault, WRONG_PASSWORD } from '../support/diagnosed.js'
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
    await expectFault(['TLS', 'silent'], at(listener.address))
    await expectFault(['TLS', 'silent'], at(listener.address, { 'security.protocol': 'ssl' }))
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

describe('the command', () => {
  test('says cause, evidence and mend, and exits with 1', async () => {
    const { code, stdout } = await runCommand(['doctor', '-b', '127.0.0.1:1'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^ok {7}configuration/)
    expect(stdout).toMatch(/BROKEN {3}TCP .*nobody listens at 127\.0\.0\.1:1/)
    expect(stdout).toContain('mend: start the broker')
    expect(stdout).toMatch(/\nbroken: refused\n$/)
    expect(stdout).not.toContain('\x1b')
  })

  test('--json is the diagnosis; no password stands in it', async () => {
    const login = ['security.protocol=sasl_plaintext', 'sasl.mechanism=PLAIN', 'sasl.username=alice']
    const flags = [...login, `sasl.password=${WRONG_PASSWORD}`].flatMap((pair) => ['-X', pair])
    const { code, stdout } = await runCommand(['doctor', '-b', '127.0.0.1:1', '--json', ...flags])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, cause: 'refused' })
    expect(stdout).not.toContain(WRONG_PASSWORD)
  })

  test('0 where all is well, 2 for wrong usage', async () => {
    const address = await startFakeBroker((port) => ({ ...versions({ 0: 8, 3: 4 }), ...metadataOf(port) }))
    expect(await runCommand(['doctor', '-b', address])).toMatchObject({ code: 0, stderr: '' })
    expect(await runCommand(['doctor', '-b', address, '--produce'])).toMatchObject({ code: 2 })
    expect(await runCommand(['doctor', '--nonsense'])).toMatchObject({ code: 2 })
  })

  test.each([
    ['a terminal', true, {}, '\x1b[31m✗\x1b[0m  TCP'],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, '✗  TCP'],
    ['a pipe', false, {}, 'BROKEN   TCP'],
  ])('on %s', (_where, isTTY, environment, expected) => {
    let written = ''
    const write = (text: string) => {
      written += text
      return true
    }
    const output = { isTTY, write }
    const printer = new DoctorPrinter(output as never, environment)
    printer.print({ rung: 'TCP', status: 'broken', text: 'nobody', evidence: [], mend: 'do', tookMs: 1 })
    expect(written.startsWith(expected)).toBe(true)
  })
})
