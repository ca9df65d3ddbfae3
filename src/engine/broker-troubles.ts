import { errorCodeOfText, KafkaError } from '../errors.js'
import { explainRefusal, RUNG_NAMES } from '../refusals.js'
import { ToldLately } from '../told-lately.js'
import type { EngineEvent } from './engine.js'

const UNREACHABLE = '_ALL_BROKERS_DOWN'
/** A connection that is cut off sooner than this never served anybody. */
const SHORT_LIFE_MS = 1000

/**
 * librdkafka says "all broker connections are down" three times a second. Here each trouble is told at once and
 * then at most every ten seconds (src/told-lately.ts), with the broker, the cause, and what mends it (src/refusals.ts).
 *
 * The official package's error events carry a code's text and nothing else. The broker and the cause stand in
 * librdkafka's log line just before ("[thrd:…]: host:port/bootstrap: Connect to … failed: Connection
 * refused"), which comes twice and is then suppressed for 20 s. Here both are put together.
 */
export class BrokerTroubles {
  readonly #told = new ToldLately()
  /** By librdkafka's thread, one a broker: what it said about certificates. */
  readonly #certificates = new Map<string, string>()
  #lastLine = ''

  /**
   * A log line, to be remembered when it names what went wrong with a broker. Of a connection that a broker cuts off
   * (a plaintext client at a TLS port, say) librdkafka makes no error event: it is made here.
   */
  onLog(facility: string, text: string, now: number): EngineEvent | null {
    if (facility === 'SSLCERTVRFY' || facility === 'SSL') this.#certificates.set(threadOf(text), text)
    if (facility !== 'FAIL' && facility !== 'ERROR') return null
    this.#lastLine = text
    const [, lifeMs, state] = /: Disconnected.*\(after (\d+)ms in state (\w+)/.exec(text) ?? []
    if (state === undefined || (state === 'UP' && Number(lifeMs) > SHORT_LIFE_MS)) return null
    return this.#tell('_TRANSPORT', text, now)
  }

  /** The official package's error event, a text; null where it has just been told. */
  onError(text: string, now: number): EngineEvent | null {
    return this.#tell(errorCodeOfText(text) ?? '_FAIL', text, now)
  }

  /** librdkafka's own error event, whose text names the broker; null where it has just been told. */
  onCodedError(errno: number, text: string, now: number): EngineEvent | null {
    const code = new KafkaError(errno).code
    if (code !== UNREACHABLE) this.#lastLine = text
    return this.#tell(code, text, now)
  }

  #tell(code: string, text: string, now: number): EngineEvent | null {
    const line = tidy(this.#lastLine)
    const broker = brokerOf(line)
    const key = code === UNREACHABLE ? code : `${code} ${broker}`
    if (!this.#told.isToBeTold(key, now)) return null
    const shown = line === '' ? text : code === UNREACHABLE ? `${text}; ${line}` : line
    const evidence = `${this.#certificate(broker)} ${this.#lastLine}`
    return explained({ kind: 'error', code, text: shown, fatal: code === '_FATAL' }, evidence)
  }

  #certificate(broker: string): string {
    return /certificate|SSL alert/.test(this.#lastLine) ? (this.#certificates.get(broker) ?? '') : ''
  }
}

type ErrorEvent = EngineEvent & { readonly kind: 'error' }

/** With the rung that the refusal stands on, and what mends it. */
export function explained(event: ErrorEvent, evidence = event.text): ErrorEvent {
  const code = typeof event.code === 'string' ? event.code : new KafkaError(event.code).code
  const refusal = explainRefusal(code, evidence)
  if (refusal === undefined) return event
  const { rung, advice } = refusal
  return { ...event, text: `${event.text} (${RUNG_NAMES[rung]}: ${advice})`, rung }
}

/** The broker whose thread wrote the line. */
function threadOf(line: string): string {
  return /^\[thrd:([^\]]*?)(?:\/(?:bootstrap|\d+))?\]/.exec(line)?.[1] ?? ''
}

function brokerOf(line: string): string {
  return line.slice(0, Math.max(0, line.indexOf(': ')))
}

function tidy(text: string): string {
  return text
    .replace(/^\[thrd:[^\]]*\]: /, '')
    .replace(/^((?:\w+:\/\/)?[^\s/]+)\/(?:bootstrap|\d+): /, '$1: ')
    .replace(/ \(after \d+ms in state .*\)$/, '')
}
