import type { EventEmitter } from 'node:events'
import type { ResolvedConfig } from '../config/resolve.js'
import { Deliveries } from '../deliveries.js'
import type { Engine, OpenEngine } from '../engine/engine.js'
import { openEngine } from '../engine/open-engine.js'
import type { KafkaError } from '../errors.js'
import { openPlaced } from '../placement/open-placed.js'
import { Boarding } from './boarding.js'
import { Dispatcher } from './dispatcher.js'
import { DoctorPointer } from './doctor-pointer.js'
import { DrainDebt } from './drain-debt.js'
import { emitEvent, type ProducerEvents, toError } from './events.js'
import { Metrics } from './metrics.js'
import { Questions } from './questions.js'
import { RecoveringEngine } from './recovering-engine.js'
import { Recovery } from './recovery.js'
import { Sends } from './sends.js'
import { Transactions } from './transactions.js'

/** What a producer is made of, in the order of a message's way: out by boarding and engine, back by the dispatcher. */
export interface Parts {
  readonly config: ResolvedConfig
  readonly deliveries: Deliveries
  readonly boarding: Boarding
  readonly sends: Sends
  readonly engine: Engine
  readonly dispatcher: Dispatcher
  readonly drain: DrainDebt
  readonly questions: Questions
  readonly metrics: Metrics
  readonly transactions: Transactions
  readonly recovery: Recovery
}

/**
 * `open`: an engine that is none of librdkafka's.
 * @throws UnsupportedError where no engine can run, ConfigError where librdkafka refuses
 */
export function assemble(
  config: ResolvedConfig,
  emitter: EventEmitter<ProducerEvents>,
  open: OpenEngine = (options) => openEngine(config.engine, options),
): Parts {
  const deliveries = new Deliveries()
  const onReason = (slot: number, error: KafkaError) => deliveries.reasons.set(slot, error)
  const engine = openPlaced(config, { onWake: () => dispatcher.wake(), onReason }, (options) => {
    const plain = open(options)
    return config.onFatal === 'report' ? plain : new RecoveringEngine(plain, options, config.onFatal)
  })
  const metrics = new Metrics(config, deliveries)
  const boarding = new Boarding(config, engine, deliveries)
  const sends = new Sends(boarding, deliveries)
  const drain = new DrainDebt({
    highWaterMark: config.highWaterMark,
    outstanding: () => deliveries.outstanding,
    waiting: () => sends.waiting,
    onDrain: () => emitter.emit('drain'),
  })
  const pointer = new DoctorPointer()
  const dispatcher = new Dispatcher({
    engine,
    deliveries,
    auto: config.poll === 'auto',
    onEvent: (event) => {
      // What a topic's owner forbids is no broker's trouble: other messages do not fail for it.
      if (event.kind === 'error' && event.rung !== 'authorisation')
        deliveries.brokerTrouble = { error: toError(event), at: performance.now() }
      recovery.onEvent(event)
      if (event.kind === 'stats') metrics.onStatistics(event.json)
      return emitEvent(emitter, pointer.point(event, performance.now()))
    },
    onRoom: () => {
      sends.admit()
      drain.onRoom()
    },
  })
  const transactions = new Transactions({ config, engine, deliveries, dispatcher, sends })
  const recovery = new Recovery({ engine, deliveries, dispatcher, transactions })
  return {
    config,
    deliveries,
    boarding,
    sends,
    engine,
    dispatcher,
    drain,
    questions: new Questions(config, engine),
    metrics,
    transactions,
    recovery,
  }
}
