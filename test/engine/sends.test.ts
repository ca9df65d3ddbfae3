import { describe, expect, test } from 'vitest'
import { ClosedError, MessageError, WaitError } from '../../src/index.js'
import { MOCK, NOBODY, openProducer, rejection } from '../support/producers.js'

const message = { topic: 'a', partition: 0, value: 'x' }

describe.for(['binding', 'native'] as const)('send, engine %s', (engine) => {
  test('never throws synchronously', async () => {
    const producer = openProducer({ ...NOBODY, engine })
    expect(producer.engine).toBe(engine)
    for (const call of [
      () => producer.send(null as never),
      () => producer.send({ ...message, value: 5 } as never),
      () => producer.send(message, { timeoutMs: -5 }),
      () => producer.send(message, { signal: 'x' as never }),
      () => producer.send(message, null as never),
      () => producer.send(message, { timeout: 5 } as never),
      () => producer.close({ timeout: 5 } as never),
    ]) {
      expect(await rejection(call())).toMatchObject({ code: '_INVALID_ARG' })
    }
    expect(producer.ledger.accepted).toBe(0)
  })

  test('a signal ends the wait, not the message: enqueued, it is settled in the ledger', async () => {
    const producer = openProducer({ ...MOCK, engine, 'linger.ms': 200 })
    const controller = new AbortController()
    const send = rejection(producer.send(message, { signal: controller.signal }))
    controller.abort(new Error('the caller left'))
    const error = await send
    expect(error).toBeInstanceOf(WaitError)
    expect(error).toMatchObject({ code: '_INTR', enqueued: true, retriable: false })
    expect((error.cause as Error).message).toBe('the caller left')
    expect(producer.ledger).toEqual({ accepted: 1, delivered: 0, failed: 0, outstanding: 1 })
    expect(await producer.flush()).toBe(0)
    expect(producer.ledger.delivered).toBe(1)
  })

  test('a signal before there was room: not enqueued, and never sent', async () => {
    const producer = openProducer({ ...MOCK, engine, 'linger.ms': 200, 'queue.buffering.max.messages': 1 })
    const controller = new AbortController()
    const first = producer.send(message)
    const second = rejection(producer.send(message, { signal: controller.signal }))
    const third = producer.send(message)
    controller.abort()
    expect(await second).toMatchObject({ code: '_INTR', enqueued: false, retriable: true })
    expect([(await first).offset, (await third).offset]).toEqual([0, 1])
    expect(producer.ledger).toEqual({ accepted: 2, delivered: 2, failed: 0, outstanding: 0 })
  })

  test('an aborted signal enqueues nothing', async () => {
    const producer = openProducer({ ...MOCK, engine })
    expect(await rejection(producer.send(message, { signal: AbortSignal.abort() }))).toMatchObject({
      enqueued: false,
    })
    expect(producer.ledger.accepted).toBe(0)
  })

  test('timeoutMs ends the wait and says which of the two it was', async () => {
    const producer = openProducer({ ...NOBODY, engine, 'queue.buffering.max.messages': 1 })
    const [enqueued, waiting] = await Promise.all([
      rejection(producer.send(message, { timeoutMs: 50 })),
      rejection(producer.send(message, { timeoutMs: 50 })),
    ])
    expect(enqueued).toMatchObject({ code: '_TIMED_OUT', enqueued: true })
    expect(enqueued.message).toContain('settled in the ledger')
    expect(waiting).toMatchObject({ code: '_TIMED_OUT', enqueued: false })
    expect(waiting.message).toContain('not be sent')
    expect(producer.ledger).toMatchObject({ accepted: 1, outstanding: 1 })
  })

  test('a settled send leaves no listener on the signal and no timer behind', async () => {
    const producer = openProducer({ ...MOCK, engine })
    const warnings: Error[] = []
    const onWarning = (warning: Error) => warnings.push(warning)
    process.on('warning', onWarning)
    let listeners = 0
    const signal = new AbortController().signal
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...args: unknown[]) => {
      listeners++
      return Reflect.apply(addEventListener, signal, args)
    }
    signal.removeEventListener = (...args: unknown[]) => {
      listeners--
      return Reflect.apply(removeEventListener, signal, args)
    }
    // The first one brings what stays as long as the producer does.
    await producer.send(message)
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    await Promise.all(Array.from({ length: 20 }, () => producer.send(message, { signal, timeoutMs: 60_000 })))
    expect(listeners).toBe(0)
    // A signal with more than ten listeners would be reported as a leak.
    process.off('warning', onWarning)
    expect(warnings).toEqual([])
    expect(timers()).toBeLessThanOrEqual(before)
  })

  test('close rejects what still waits for room, and settles what was enqueued', async () => {
    const producer = openProducer({ ...NOBODY, engine, 'queue.buffering.max.messages': 2 })
    const outcomes = Array.from({ length: 5 }, () => rejection(producer.send(message)))
    expect(await producer.close({ timeoutMs: 50 })).toEqual({
      accepted: 2,
      delivered: 0,
      failed: 2,
      outstanding: 0,
    })
    const errors = await Promise.all(outcomes)
    expect(errors.map(({ name }) => name)).toEqual([
      'DeliveryError',
      'DeliveryError',
      'ClosedError',
      'ClosedError',
      'ClosedError',
    ])
    expect(errors[4]).toBeInstanceOf(ClosedError)
    expect(errors[4]?.message).toContain('not enqueued')
  })

  test('a signal that aborts acts as the time-out of close', async () => {
    const producer = openProducer({ ...NOBODY, engine })
    producer.produce(message)
    expect(await producer.close({ signal: AbortSignal.timeout(50) })).toMatchObject({
      failed: 1,
      outstanding: 0,
    })
  })

  test('a value that no queue can hold is refused instead of waiting for ever', async () => {
    const producer = openProducer({ ...NOBODY, engine, 'queue.buffering.max.kbytes': 1 })
    const error = await rejection(producer.send({ ...message, value: 'x'.repeat(1025) }))
    expect(error).toBeInstanceOf(MessageError)
    expect(error.message).toMatch(/1025 bytes .*1024 bytes \(queue\.buffering\.max\.kbytes\)/)
    expect(producer.ledger.accepted).toBe(0)
  })

  test('a send refused while it waits does not hold up those behind it', async () => {
    const producer = openProducer({ ...MOCK, engine, 'queue.buffering.max.messages': 1, 'linger.ms': 0 })
    await producer.metadata('a')
    const first = producer.send(message)
    const refused = rejection(producer.send({ ...message, partition: 99 }))
    const third = producer.send(message)
    expect((await first).offset).toBe(0)
    expect(await refused).toBeInstanceOf(MessageError)
    expect((await third).offset).toBe(1)
  })
})
