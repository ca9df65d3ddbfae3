import type { EventEmitter } from 'node:events'
import type { ResolvedConfig } from '../config/resolve.js'
import { Deliveries } from '../deliveries.js'
import type { Engine, OpenEngine } from '../engine/engine.js'
import { openEngine } from '../engine/open-engine.js'
import type { KafkaError } from '../errors.js'
import { openPlaced } from '../placement/open-placed.js'
import { Boarding } from './boarding.js'
import { Dispatcher } from './dispatcher.js'
import { DrainDebt } from './drain-debt.js'
import { emitEvent, type ProducerEvents, toError } from './events.js'
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
  const boarding = new Boarding(config, engine, deliveries)
  const sends = new Sends(boarding, deliveries)
  const drain = new DrainDebt({
    highWaterMark: config.highWaterMark,
    outstanding: () => deliveries.outstanding,
    waiting: () => sends.waiting,
    onDrain: () => emitter.emit('drain'),
  })
  const dispatcher = new Dispatcher({
    engine,
    deliveries,
    auto: config.poll === 'auto',
    onEvent: (event) => {
      if (event.kind === 'error') deliveries.brokerTrouble = { error: toError(event), at: performance.now() }
      recovery.onEvent(event)
      return emitEvent(emitter, event)
    },
    onRoom: () => {
      sends.admit()
      drain.onRoom()
    },
  })
  const transactions = new Transactions({ config, engine, dispatcher, sends })
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
    transactions,
    recovery,
  }
}
