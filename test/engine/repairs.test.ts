// Every loss of the official package that JavaScript can repair, told as it was met. Those that need a process
// of their own stand in process.test.ts, those that are promises to everyone in contract/.
import { connect, createServer, type Server, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readTopic } from '../../examples/demo/read-back.js'
import { KafkaError, Producer } from '../../src/index.js'
import { addressOf, MOCK, NOBODY, openProducer, rejection, thrown } from '../support/producers.js'

const BINDING = { engine: 'binding' } as const

describe('reports that are already here', () => {
  test('disconnect dropped them: 100 of 5,000 had been handed out when it called back', async () => {
    const producer = new Producer({ ...MOCK, ...BINDING })
    await producer.send({ topic: 'a', value: 'x' })
    for (let count = 0; count < 5000; count++) producer.produce({ topic: 'a', value: 'x' })
    // The event loop stands still while librdkafka's threads deliver everything and queue the reports.
    const end = Date.now() + 1500
    while (Date.now() < end);
    expect(await producer.close({ timeoutMs: 0 })).toEqual({
      accepted: 5001,
      delivered: 5001,
      failed: 0,
      outstanding: 0,
    })
  })
})

describe('reports of one partition', () => {
  test('two threads took them while a flush ran: those of two batches came mixed', async () => {
    // librdkafka's background thread was calling back for one batch when rd_kafka_flush took the next one.
    const producer = openProducer({ ...MOCK, ...BINDING, 'batch.num.messages': 20, 'linger.ms': 0 })
    const message = { topic: 'a', partition: 0, value: 'x' }
    await producer.send(message)
    const offsets: number[] = []
    for (let round = 0; round < 5; round++) {
      for (let count = 0; count < 20_000; count++) {
        producer.produce(message, (_error, report) => offsets.push(report.offset!))
      }
      expect(await producer.flush()).toBe(0)
    }
    expect(offsets).toHaveLength(100_000)
    expect(offsets.findIndex((offset, index) => offset !== index + 1)).toBe(-1)
  })
})

describe('what is refused is not written', () => {
  test('a null header value threw, and the message was sent all the same', async () => {
    const producer = openProducer({ ...MOCK, ...BINDING })
    const message = { topic: 'a', partition: 0, value: 'x' }
    expect((await producer.send(message)).offset).toBe(0)
    const refused = thrown(() => producer.produce({ ...message, headers: { good: 'x', bad: null } }))
    expect(refused.message).toContain('null')
    for (const headers of [[['a', 5]], [['a\0b', 'x']], [['a']]]) {
      thrown(() => producer.produce({ ...message, headers } as never))
    }
    expect((await producer.send(message)).offset).toBe(1)
    expect(producer.ledger.accepted).toBe(2)
  })
})

describe('empty is not null', () => {
  test('an empty value became a tombstone, an empty header value null', async () => {
    const producer = openProducer({ ...MOCK, ...BINDING })
    const empties = ['', Buffer.alloc(0), new Uint8Array(0)]
    for (const empty of empties) {
      await producer.send({ topic: 'a', partition: 0, key: empty, value: empty, headers: [['h', empty]] })
    }
    await producer.send({ topic: 'a', partition: 0, key: null, value: null })
    const records = await readTopic(await addressOf(producer), 'a', new Map([[0, 0]]))
    expect(records.map(({ value }) => value)).toEqual([
      Buffer.alloc(0),
      Buffer.alloc(0),
      Buffer.alloc(0),
      null,
    ])
    for (const { headers } of records.slice(0, 3)) expect(headers[0]?.h).toEqual(Buffer.alloc(0))
  })

  test('keys and header values were cut at their first NUL', async () => {
    const producer = openProducer({ ...MOCK, ...BINDING })
    await producer.send({ topic: 'a', partition: 0, key: 'ab\0cd', value: '\0', headers: { h: 'x\0y' } })
    const [record] = await readTopic(await addressOf(producer), 'a', new Map([[0, 0]]))
    expect(String(record?.key)).toBe('ab\0cd')
    expect(String(record?.value)).toBe('\0')
    expect(String(record?.headers[0]?.h)).toBe('x\0y')
  })

  test('headers had one property an object: the others were lost', async () => {
    const producer = openProducer({ ...MOCK, ...BINDING })
    await producer.send({
      topic: 'a',
      partition: 0,
      value: 'x',
      headers: { one: '1', two: '2', __proto__: '3' },
    })
    await producer.send({
      topic: 'a',
      partition: 0,
      value: 'x',
      headers: [
        ['__proto__', '3'],
        ['7', '7'],
      ],
    })
    const [plain, strange] = await readTopic(await addressOf(producer), 'a', new Map([[0, 0]]))
    expect(plain?.headers.map((header) => Object.keys(header)[0])).toEqual(['one', 'two'])
    expect(strange?.headers).toHaveLength(2)
  })
})

describe('brokers that come late', () => {
  test('nothing could be produced before a broker had answered for all topics', async () => {
    const upstream = openProducer({ ...MOCK, ...BINDING })
    const address = await addressOf(upstream)
    const port = await freePort()
    const producer = openProducer({
      ...BINDING,
      'bootstrap.servers': `127.0.0.1:${port}`,
      'enable.idempotence': false,
    })
    const sends = Array.from({ length: 100 }, (_, index) =>
      producer.send({ topic: 'a', value: String(index) }),
    )
    // No broker listens yet: the first connection attempts fail.
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(producer.ledger).toEqual({ accepted: 100, delivered: 0, failed: 0, outstanding: 100 })
    await forward(port, address)
    await Promise.all(sends)
    expect(producer.ledger.delivered).toBe(100)
  })
})

describe('no crash from the order of calls', () => {
  test('flush, poll, metadata and close were deadly or wrong before connect had called back', async () => {
    const calls: Record<string, (producer: Producer) => Promise<unknown>> = {
      close: (producer) => producer.close(),
      closeAtOnce: (producer) => producer.close({ timeoutMs: 0 }),
      flush: (producer) => producer.flush(),
      poll: (producer) => producer.poll(10),
      metadata: (producer) => producer.metadata(),
      send: (producer) => producer.send({ topic: 'a', value: 'x' }),
    }
    for (const first of Object.values(calls)) {
      for (const second of Object.values(calls)) {
        const producer = new Producer({ ...MOCK, ...BINDING })
        const outcomes = await Promise.allSettled([
          first(producer),
          second(producer),
          producer.close({ timeoutMs: 500 }),
        ])
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected')
            expect(KafkaError.is(outcome.reason), String(outcome.reason)).toBe(true)
        }
        const { accepted, delivered, failed } = producer.ledger
        expect(delivered + failed).toBe(accepted)
      }
    }
  })

  test('what was produced before the client existed is sent first, in order, and survives a failing client', async () => {
    const producer = openProducer({ ...MOCK, ...BINDING })
    const offsets: Promise<number | null>[] = []
    for (let index = 0; index < 500; index++) {
      offsets.push(producer.send({ topic: 'a', partition: 0, value: 'x' }).then(({ offset }) => offset))
      if (index % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await Promise.all(offsets)).toEqual(Array.from({ length: 500 }, (_, index) => index))

    const failing = new Producer({
      ...NOBODY,
      ...BINDING,
      'security.protocol': 'ssl',
      'ssl.cipher.suites': 'NOPE', // which only OpenSSL can judge
    })
    const fatal = new Promise<KafkaError>((resolve) => failing.on('fatal', resolve))
    const early = rejection(failing.send({ topic: 'a', value: 'x' }))
    expect((await fatal).message).toContain('ssl.cipher.suites')
    expect(await early).toBeInstanceOf(KafkaError)
    expect(thrown(() => failing.produce({ topic: 'a', value: 'x' }))).toMatchObject({
      code: '_FATAL',
      fatal: true,
    })
    expect(await failing.close()).toEqual({ accepted: 1, delivered: 0, failed: 1, outstanding: 0 })
  })

  test('50 producers, one after the other, leave no listener behind', async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error) => warnings.push(warning)
    process.on('warning', onWarning)
    onTestFinished(() => void process.off('warning', onWarning))
    const events = ['exit', 'beforeExit', 'SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection']
    const before = events.map((name) => process.listenerCount(name))
    for (let count = 0; count < 50; count++) {
      const producer = new Producer({ ...MOCK, ...BINDING })
      await producer.sendBatch(Array.from({ length: 30 }, () => ({ topic: 'a', value: 'x' })))
      expect((await producer.close()).delivered).toBe(30)
    }
    expect(events.map((name) => process.listenerCount(name))).toEqual(before)
    expect(warnings).toEqual([])
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A door that opens now: from a port of 127.0.0.1 to an address. */
async function forward(port: number, address: string): Promise<Server> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const upstream = connect(Number(address.split(':')[1]), '127.0.0.1')
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return server
}
