import type { EventEmitter } from 'node:events'
import type { EngineEvent } from '../engine/engine.js'
import { KafkaError } from '../errors.js'

export interface Throttle {
  readonly broker: string
  readonly brokerId: number
  readonly throttleMs: number
}

export interface Recovered {
  /** The fatal error. */
  readonly cause: KafkaError
  /** Messages that were sent again, and those that came meanwhile. */
  readonly resent: number
  /** Messages that failed: what may have been written (unless it is sent again), and what failed by itself. */
  readonly reported: number
}

export interface LogLine {
  /** syslog's: 3 error, 4 warning, 6 info, 7 debug */
  readonly level: number
  readonly facility: string
  readonly text: string
}

/** librdkafka's statistics (STATISTICS.md there), every `statistics.interval.ms`. */
export interface Statistics {
  readonly name: string
  readonly client_id: string
  readonly type: 'producer'
  /** Microseconds since the client was made. */
  readonly ts: number
  /** Seconds since 1970. */
  readonly time: number
  readonly age: number
  readonly msg_cnt: number
  readonly msg_size: number
  readonly msg_max: number
  readonly msg_size_max: number
  readonly tx_bytes: number
  readonly txmsgs: number
  readonly txmsg_bytes: number
  readonly brokers: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly topics: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly [field: string]: unknown
}

export interface ProducerEvents {
  /** Something is wrong with a broker or the client. It fails no message by itself. */
  error: [error: KafkaError]
  /** The producer is finished: recover(), or close it and make a new one. */
  fatal: [error: KafkaError]
  /** `onFatal: 'recover'`: a new client runs in place of the one that met a fatal error. */
  recovered: [recovered: Recovered]
  stats: [statistics: Statistics]
  throttle: [throttle: Throttle]
  log: [line: LogLine]
  /** After produce returned false or threw `QueueFullError`: there is room again. */
  drain: []
}

type Emitter = EventEmitter<ProducerEvents>

/** Hands an engine's event to its listeners; false when nobody listens. */
export function emitEvent(emitter: Emitter, event: EngineEvent): boolean {
  switch (event.kind) {
    case 'error':
      return emitError(emitter, toError(event))
    case 'stats':
      // A document a second per producer is worth parsing only for someone.
      if (emitter.listenerCount('stats') === 0) return false
      return emitter.emit('stats', JSON.parse(event.json) as Statistics)
    case 'recovered': {
      const cause = new KafkaError(event.code, event.text, { fatal: true })
      return emitter.emit('recovered', { cause, resent: event.resent, reported: event.reported })
    }
    case 'throttle':
      return emitter.emit('throttle', {
        broker: event.broker,
        brokerId: event.brokerId,
        throttleMs: event.throttleMs,
      })
    case 'log':
      return emitter.emit('log', { level: event.level, facility: event.facility, text: event.text })
  }
}

export function toError(event: EngineEvent & { kind: 'error' }): KafkaError {
  return new KafkaError(event.code, event.text, { fatal: event.fatal, rung: event.rung })
}

const warned = new WeakSet<Emitter>()

/** An `error` event without a listener would end the process. Ours goes to the log; unheard there too, it is one warning. */
function emitError(emitter: Emitter, error: KafkaError): boolean {
  if (error.fatal && emitter.emit('fatal', error)) return true
  if (emitter.listenerCount('error') > 0) return emitter.emit('error', error)
  if (emitter.emit('log', { level: 3, facility: 'ERROR', text: error.message })) return true
  if (!warned.has(emitter)) {
    warned.add(emitter)
    process.emitWarning(
      `${error.message} (nobody listens to this producer's 'error': further ones are not shown)`,
      {
        type: 'LingerbusWarning',
        code: error.code,
      },
    )
  }
  return false
}
