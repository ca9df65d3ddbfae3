import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { KafkaError } from '../../src/index.js'
import { openWithClient } from '../support/native-client.js'

/** The program in C waits less: here a busy machine delays what does not wait for the broker. */
const BROKER = 1
const SLOW_MS = 800
const BETWEEN_MS = 250
const SETTLE_MS = 50
const HANGS_MS = 60_000
const AT_ONCE = 8

const golden: { sequences: [calls: string, answers: string][] } = JSON.parse(
  readFileSync(new URL('../golden/transactions/interleavings.json', import.meta.url), 'utf8'),
)

/** librdkafka's answers were printed by a C program; ours are its own, whatever the order of the calls. */
test('200 random interleavings of calls get the answers that librdkafka gives a C program, and none hangs', async () => {
  expect(golden.sequences).toHaveLength(200)
  const todo = [...golden.sequences]
  const differences: object[] = []
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
        const [calls, answers] = next
        const ours = await run(calls.split(' '))
        if (ours.join(' ') !== answers) differences.push({ calls, librdkafka: answers, ours: ours.join(' ') })
      }
    }),
  )
  expect(differences).toEqual([])
}, 240_000)

async function run(words: string[]): Promise<string[]> {
  const { producer, client } = openWithClient({
    'test.mock.num.brokers': 1,
    'transactional.id': 'golden',
    'retry.backoff.ms': 10,
    'linger.ms': 0,
    'message.timeout.ms': 20_000,
  })
  await producer.metadata('in')
  await producer.metadata('out')
  const call = async (name: string): Promise<string> => {
    switch (name) {
      case 'init':
        return answer(producer.initTransactions(20_000))
      case 'begin':
        return answer(producer.beginTransaction())
      case 'commit':
        return answer(producer.commitTransaction())
      case 'abort':
        return answer(producer.abortTransaction())
      case 'offsets':
        return answer(producer.sendOffsetsToTransaction([{ topic: 'in', partition: 0, offset: 7 }], 'group'))
      case 'none':
        return answer(
          producer.sendOffsetsToTransaction([{ topic: 'in', partition: 0, offset: -1001 }], 'group'),
        )
      default: {
        const code = await answer(producer.send({ topic: 'out', partition: 0, value: 'x' }))
        if (code !== '0') await sleep(SETTLE_MS)
        return code.replace(/[raf]+$/, '')
      }
    }
  }
  const answers: string[] = []
  for (const word of words) {
    const [, kind, code] = /^fail:(\d+):(\d+)$/.exec(word) ?? []
    const [first, second] = word.split('+')
    if (kind !== undefined) {
      client.testRequestErrors(Number(kind), [Number(code)])
      answers.push('-')
    } else if (second !== undefined) {
      client.testBrokerDelay(BROKER, SLOW_MS)
      const one = call(first!)
      await Promise.race([one, sleep(BETWEEN_MS)])
      const other = await call(second)
      answers.push(`${await one}+${other}`)
      client.testBrokerDelay(BROKER, 0)
    } else answers.push(await call(word))
  }
  await producer.close({ timeoutMs: 0 })
  return answers
}

async function answer(promise: Promise<unknown>): Promise<string> {
  const hangs = new AbortController()
  const never = sleep(HANGS_MS, 'hangs', { signal: hangs.signal }).catch(() => '')
  const given = promise.then(
    () => '0',
    (error) => {
      if (!KafkaError.is(error)) throw error
      const { errno, retriable, abortable, fatal } = error
      return `${errno}${retriable ? 'r' : ''}${abortable ? 'a' : ''}${fatal ? 'f' : ''}`
    },
  )
  return Promise.race([given, never]).finally(() => hangs.abort())
}
