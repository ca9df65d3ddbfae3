import { parseArgs } from 'node:util'

/** What a driver is asked to do; the C driver understands the same words. */
export interface Task {
  readonly mode: string
  readonly engine: string
  readonly topic: string
  readonly messages: number
  /** Sent and confirmed before the clock starts: connections, metadata, compiled code. */
  readonly warmUp: number
  readonly bytes: number
  /** Messages a second; only for the mode `paced`. */
  readonly rate: number
  /** librdkafka's names, as given with -X name=value */
  readonly settings: Readonly<Record<string, string | number | boolean>>
}

export function readTask(): Task {
  const { values } = parseArgs({
    options: {
      mode: { type: 'string', default: 'callback' },
      engine: { type: 'string', default: 'auto' },
      topic: { type: 'string', default: 'bench' },
      messages: { type: 'string', default: '1000' },
      'warm-up': { type: 'string', default: '1' },
      bytes: { type: 'string', default: '100' },
      rate: { type: 'string', default: '100000' },
      X: { type: 'string', short: 'X', multiple: true, default: [] },
    },
  })
  return {
    mode: values.mode,
    engine: values.engine,
    topic: values.topic,
    messages: Number(values.messages),
    warmUp: Number(values['warm-up']),
    bytes: Number(values.bytes),
    rate: Number(values.rate),
    settings: Object.fromEntries(values.X.map(readSetting)),
  }
}

function readSetting(pair: string): [string, string | number | boolean] {
  const at = pair.indexOf('=')
  const text = pair.slice(at + 1)
  if (text === 'true' || text === 'false') return [pair.slice(0, at), text === 'true']
  return [pair.slice(0, at), /^-?\d+$/.test(text) ? Number(text) : text]
}
