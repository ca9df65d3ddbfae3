import { errorCodeOfText, KafkaError } from '../errors.js'
import type { EngineEvent } from './engine.js'

const QUIET_MS = 10_000
const UNREACHABLE = '_ALL_BROKERS_DOWN'

/**
 * librdkafka says "all broker connections are down" three times a second. Here each trouble is told at once and
 * then at most every ten seconds, with the broker and the cause.
 *
 * The official package's error events carry a code's text and nothing else. The broker and the cause stand in
 * librdkafka's log line just before ("[thrd:…]: host:port/bootstrap: Connect to … failed: Connection
 * refused"), which comes twice and is then suppressed for 20 s. Here both are put together.
 */
export class BrokerTroubles {
  readonly #lastTold = new Map<string, number>()
  #lastLine = ''

  /** A log line, to be remembered when it names what went wrong with a broker. */
  onLog(facility: string, text: string): void {
    if (facility === 'FAIL' || facility === 'ERROR') this.#lastLine = tidy(text)
  }

  /** The official package's error event, a text; null where it has just been told. */
  onError(text: string, now: number): EngineEvent | null {
    return this.#tell(errorCodeOfText(text) ?? '_FAIL', text, now)
  }

  /** librdkafka's own error event, whose text names the broker; null where it has just been told. */
  onCodedError(errno: number, text: string, now: number): EngineEvent | null {
    const code = new KafkaError(errno).code
    if (code !== UNREACHABLE) this.#lastLine = tidy(text)
    return this.#tell(code, text, now)
  }

  #tell(code: string, text: string, now: number): EngineEvent | null {
    const line = this.#lastLine
    const broker = line.slice(0, Math.max(0, line.indexOf(': ')))
    const key = code === UNREACHABLE ? code : `${code} ${broker}`
    const told = this.#lastTold.get(key)
    if (told !== undefined && now - told < QUIET_MS) return null
    if (this.#lastTold.size >= 1000) this.#lastTold.clear()
    this.#lastTold.set(key, now)
    return {
      kind: 'error',
      code,
      text: line === '' ? text : code === UNREACHABLE ? `${text}; ${line}` : line,
      fatal: code === '_FATAL',
    }
  }
}

function tidy(text: string): string {
  return text
    .replace(/^\[thrd:[^\]]*\]: /, '')
    .replace(/^((?:\w+:\/\/)?[^\s/]+)\/(?:bootstrap|\d+): /, '$1: ')
    .replace(/ \(after \d+ms in state .*\)$/, '')
}
