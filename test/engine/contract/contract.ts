import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readTopic } from '../../../examples/demo/read-back.js'
import { BINDING_FEATURES } from '../../../src/engine/binding-engine.js'
import type { Content, EngineName, FeatureName, Features } from '../../../src/engine/engine.js'
import { NATIVE_FEATURES } from '../../../src/engine/native-engine.js'
import { Producer, type ProducerOptions, UnsupportedError } from '../../../src/index.js'
import { FAKE_FEATURES } from '../../../src/testing/fake-engine.js'
import { FakeProducer } from '../../../src/testing.js'
import { openWithClient } from '../../support/native-client.js'
import { addressOf, lookAfter, NOBODY, rejection } from '../../support/producers.js'
import { NOT_OURS, TOLD_ELSEWHERE } from './elsewhere.js'

const STATEMENTS = 138
const FEATURES: Record<EngineName | 'fake', Features> = {
  binding: BINDING_FEATURES,
  native: NATIVE_FEATURES,
  fake: FAKE_FEATURES,
}

interface Written {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly Record<string, Buffer | string | null>[]
}

function bytesOf(content: Content): Buffer | null {
  return content === null ? null : Buffer.from(content as string)
}

/**
 * The producer's contract, statement by statement, over one engine. A case is named by what it promises and by
 * its numbers in the list of what librdkafka's producer and its mirrors promise. An engine is excused from a
 * case only by a feature that it says it lacks; `finish` asserts that every statement has its place.
 */
export class Contract {
  readonly engine: EngineName | 'fake'
  readonly #features: Features
  readonly #kept = new Set<number>()
  readonly #excused = new Map<number, FeatureName>()

  constructor(engine: EngineName | 'fake') {
    this.engine = engine
    this.#features = FEATURES[engine]
  }

  chapter(name: string, cases: () => void): void {
    describe(name, cases)
  }

  statement(numbers: readonly number[], promise: string, run: () => Promise<void> | void): void {
    for (const number of numbers) this.#kept.add(number)
    test(numbers.length === 0 ? promise : `#${numbers.join(', #')} ${promise}`, run)
  }

  /** Statements that are out of reach without a feature, and the cases for an engine that has it. */
  needs(feature: FeatureName, numbers: readonly number[], cases?: () => void): void {
    if (!this.#features[feature]) {
      for (const number of numbers) this.#excused.set(number, feature)
    } else if (cases) {
      cases()
    } else {
      throw new Error(`${this.engine} has ${feature}: write the cases of ${numbers.join(', ')}`)
    }
  }

  /** A call that an engine without `feature` refuses, with the engine that can. */
  refuses(feature: FeatureName, what: string, call: (producer: Producer) => Promise<unknown>): void {
    if (this.#features[feature]) return
    test(`${what} is refused and says which engine can`, async () => {
      const producer = this.open(NOBODY)
      const error = await rejection((async () => call(producer))())
      expect(error).toBeInstanceOf(UnsupportedError)
      expect(error).toMatchObject({ code: '_NOT_IMPLEMENTED' })
      expect(error.message).toContain(what)
      expect(error.message).toContain("'native'")
      expect(producer.ledger.accepted).toBe(0)
    })
  }

  /** A producer on this engine, closed at the end of the test. */
  open(options: ProducerOptions): Producer {
    return lookAfter(this.make(options))
  }

  /** A producer that the test itself looks after. */
  make(options: ProducerOptions): Producer {
    if (this.engine !== 'fake') return new Producer({ ...options, engine: this.engine })
    const latencyMs = Number(options['test.mock.broker.rtt'] ?? 0)
    return new FakeProducer(options, { latencyMs, down: !options['test.mock.num.brokers'] })
  }

  /** A producer, and what gives it a fatal error: 0, or librdkafka's code. */
  openWithFatal(options: ProducerOptions): {
    producer: Producer
    failFatally: (code: string, errno: number, reason: string) => void
  } {
    if (this.engine === 'fake') {
      const producer = lookAfter(new FakeProducer(options, { down: true }))
      return { producer, failFatally: (code, _, reason) => producer.failFatally(code, reason) }
    }
    const { producer, client } = openWithClient(options)
    return { producer, failFatally: (_, errno, reason) => client.testFatalError(errno, reason) }
  }

  /** What was written to a topic's partitions 0 to 3, oldest first in each. */
  async read(producer: Producer, topic: string): Promise<Written[]> {
    if (!(producer instanceof FakeProducer)) {
      return readTopic(await addressOf(producer), topic, new Map([0, 1, 2, 3].map((each) => [each, 0])))
    }
    return producer.messagesTo(topic).map(({ key, value, headers }) => ({
      key: bytesOf(key),
      value: bytesOf(value),
      headers: headers.map(([name, content]) => ({ [name]: bytesOf(content) })),
    }))
  }

  finish(): void {
    test('every statement is kept, excused by a feature, told elsewhere, or not ours for a reason', () => {
      for (let number = 1; number <= STATEMENTS; number++) {
        const places = [
          this.#kept.has(number),
          this.#excused.has(number),
          number in TOLD_ELSEWHERE,
          number in NOT_OURS,
        ].filter(Boolean)
        expect(places, `statement ${number} stands in ${places.length} places`).toHaveLength(1)
      }
    })

    test('what is told elsewhere is told in a file that exists', () => {
      const files = Object.values(TOLD_ELSEWHERE).filter((place) => place.startsWith('test/'))
      expect(files.length).toBeGreaterThan(0)
      for (const place of files) expect(existsSync(place.split(':')[0]!), place).toBe(true)
    })

    test('the engine is excused from nothing that it can do', () => {
      for (const [number, feature] of this.#excused) {
        expect(this.#features[feature], `statement ${number} is excused by ${feature}`).toBe(false)
      }
    })
  }
}
