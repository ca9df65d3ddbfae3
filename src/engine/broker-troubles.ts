import { errorCodeOfText } from '../errors.js'
import type { EngineEvent } from './engine.js'

const QUIET_MS = 10_000
const UNREACHABLE = '_ALL_BROKERS_DOWN'

/**
 * The official package's error events carry a code's text and nothing else. The broker and the cause stand in
 * librdkafka's log line just before ("[thrd:…]: host:port/bootstrap: Connect to … failed: Connection
 * refused"), which comes twice and is then suppressed for 20 s, while "All broker connections are down" comes
 * three times a second. Here both are put together, and each trouble is told at once and then at most every
 * ten seconds.
 */
export class BrokerTroubles {
  readonly #lastTold = new Map<string, number>()
  #lastLine = ''

  /** A log line, to be remembered when it names what went wrong with a broker. */
  onLog(facility: string, text: string): void {
    if (facility !== 'FAIL' && facility !== 'ERROR') return
    this.#lastLine = text
      .replace(/^\[thrd:[^\]]*\]: /, '')
      .replace(/^((?:\w+:\/\/)?[^\s/]+)\/(?:bootstrap|\d+): /, '$1: ')
      .replace(/ \(after \d+ms in state .*\)$/, '')
  }

  /** An error event's text; null where it has just been told. */
  onError(text: string, now: number): EngineEvent | null {
    const code = errorCodeOfText(text) ?? '_FAIL'
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
