// Who can take part: a driver, the arguments that choose its mode, and the share of the messages that a slow one
// gets, so that its slot lasts as long as the others' and not ten times as long.
import { fileURLToPath } from 'node:url'
import { buildC } from './drivers/c/build.mjs'

export interface Contender {
  readonly name: string
  readonly what: string
  readonly driver: 'c' | 'lingerbus' | 'confluent' | 'stringify' | 'metrics'
  readonly arguments: readonly string[]
  readonly share: number
}

const lingerbus = (engine: string, mode: string, what: string, share = 1): Contender => ({
  name: mode === 'callback' ? engine : `${engine}, ${mode}`,
  what: `lingerbus, engine ${engine}, ${what}`,
  driver: 'lingerbus',
  arguments: ['--engine', engine, '--mode', mode],
  share,
})

/** A quarter of the messages for those that are known to be several times slower. */
const SLOW = 0.25

const WHAT: Record<string, string> = {
  callback: 'one callback a message',
  promise: 'one promise a message, at most 10,000 at a time',
  headers: 'two headers and a timestamp',
  json: 'a string key and JSON.stringify of the value',
  'one-by-one': 'send awaited one by one',
  paced: 'one callback a message, at a set rate',
}

export const c = (mode = 'callback'): Contender => ({
  name: mode === 'callback' || mode === 'one-by-one' ? 'c' : `c, ${mode}`,
  what:
    mode === 'json'
      ? 'C, event API, key and value ready made'
      : `C, event API, one thread${mode === 'headers' ? ', two headers and a timestamp' : ''}`,
  driver: 'c',
  arguments: ['--mode', mode],
  share: 1,
})

export const native = (mode = 'callback'): Contender => lingerbus('native', mode, WHAT[mode]!)

export const binding = (mode = 'callback'): Contender =>
  lingerbus('binding', mode, WHAT[mode]!, mode === 'paced' || mode === 'one-by-one' ? 1 : SLOW)

export const confluent = (mode: 'callback' | 'one-by-one' | 'paced' = 'callback'): Contender => ({
  name: mode === 'callback' ? 'confluent' : `confluent, ${mode}`,
  what: '@confluentinc/kafka-javascript, rdkafka-style API with delivery reports, polled in the background',
  driver: 'confluent',
  arguments: ['--mode', mode],
  share: mode === 'callback' ? SLOW : 1,
})

export const stringify: Contender = {
  name: 'stringify',
  what: 'JSON.stringify alone, nothing is sent',
  driver: 'stringify',
  arguments: [],
  share: 1,
}

const METRICS = {
  uncounted: 'lingerbus without the counting, which only this bench can take out',
  counted: 'lingerbus as it is; nobody asks for its metrics',
  read: 'producer.metrics() ten times a second',
  scraped: 'prom-client scraped every second, with statistics.interval.ms=1000',
}

export const metrics = (mode: keyof typeof METRICS): Contender => ({
  name: mode,
  what: METRICS[mode],
  driver: 'metrics',
  arguments: ['--mode', mode],
  share: 1,
})

/** The command that runs a contender; the C program is built on the way. */
export function commandOf(contender: Contender): { file: string; arguments: readonly string[] } {
  if (contender.driver === 'c') return { file: buildC(), arguments: contender.arguments }
  const driver = fileURLToPath(new URL(`drivers/${contender.driver}.ts`, import.meta.url))
  return { file: process.execPath, arguments: ['--import', 'tsx', driver, ...contender.arguments] }
}
