import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { BINDING_FEATURES } from '../../../src/engine/binding-engine.js'
import type { EngineName, FeatureName, Features } from '../../../src/engine/engine.js'
import { NATIVE_FEATURES } from '../../../src/engine/native-engine.js'
import { Producer, type ProducerOptions, UnsupportedError } from '../../../src/index.js'
import { NOBODY, openProducer, rejection } from '../../support/producers.js'
import { NOT_OURS, TOLD_ELSEWHERE } from './elsewhere.js'

const STATEMENTS = 138
const FEATURES: Record<EngineName, Features> = { binding: BINDING_FEATURES, native: NATIVE_FEATURES }

/**
 * The producer's contract, statement by statement, over one engine. A case is named by what it promises and by
 * its numbers in the list of what librdkafka's producer and its mirrors promise. An engine is excused from a
 * case only by a feature that it says it lacks; `finish` asserts that every statement has its place.
 */
export class Contract {
  readonly engine: EngineName
  readonly #features: Features
  readonly #kept = new Set<number>()
  readonly #excused = new Map<number, FeatureName>()

  constructor(engine: EngineName) {
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
    return openProducer({ ...options, engine: this.engine })
  }

  /** A producer that the test itself looks after. */
  make(options: ProducerOptions): Producer {
    return new Producer({ ...options, engine: this.engine })
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
