import { fileURLToPath } from 'node:url'
import { explain, type ProducerOptions } from '../index.js'
import { STATISTICS_MS } from '../measure/measure-slot.js'
import type { Contender } from '../measure/run-bench.js'
import type { BenchRequest } from './bench-plan.js'
import { UsageError } from './usage-error.js'

/** The program of a slot and of the embedded cluster: beside this one in dist/. */
export const CHILD = {
  file: process.execPath,
  args: [fileURLToPath(new URL('./bench-child.js', import.meta.url))],
} as const

/** What decides where the messages go, and so is the same for all. */
const NOT_TO_VARY =
  /^(bootstrap\.servers|metadata\.broker\.list|brokers|test\.mock\..*|statistics\.interval\.ms|poll)$/
const SECRET = '[hidden]'
/** An address says nothing of a result, and is nobody's business. */
const ADDRESSES = ['bootstrap.servers', 'metadata.broker.list', 'brokers']
/** To explain settings that name no broker. */
const ANYWHERE = { 'bootstrap.servers': 'localhost:9092' }

/**
 * Everyone that takes part, with settings that were checked.
 * @throws ConfigError for settings that the library refuses, UsageError for those that a bench cannot vary
 */
export function contendersOf(request: BenchRequest, librdkafka: string | null): Contender[] {
  for (const [name] of request.vary) {
    if (NOT_TO_VARY.test(name)) throw new UsageError(`--vary ${name}: it must be the same for all`)
  }
  const names = request.vary.map(([name]) => name)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) throw new UsageError(`--vary ${twice}: give it once, with all its values`)
  if (request.isAA) return ['A', 'B'].map((name) => contender(request, name, {}, librdkafka))
  return combinations(request.vary).map((settings) => {
    const words = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
    return contender(request, words.join(' ') || 'as given', settings, librdkafka)
  })
}

const MOST_CONTENDERS = 100

function combinations(vary: BenchRequest['vary']): Record<string, string>[] {
  const count = vary.reduce((product, [, values]) => product * values.length, 1)
  if (count > MOST_CONTENDERS)
    throw new UsageError(`--vary: ${count} combinations, at most ${MOST_CONTENDERS}`)
  return vary.reduce<Record<string, string>[]>(
    (all, [name, values]) =>
      all.flatMap((settings) => values.map((value) => ({ ...settings, [name]: value }))),
    [{}],
  )
}

function contender(
  { properties, vary }: BenchRequest,
  name: string,
  settings: Record<string, string>,
  librdkafka: string | null,
): Contender {
  const all = { ...withoutMock(properties), ...settings, 'statistics.interval.ms': `${STATISTICS_MS}` }
  const values = explain({ ...ANYWHERE, ...all } as ProducerOptions).values
  const secret = values.find(
    ({ name, value }) => value === SECRET && vary.some(([varied]) => varied === name),
  )
  if (secret !== undefined) throw new UsageError(`--vary ${secret.name}: it would be in the result`)
  const shown = values.filter(({ source, name }) => source !== 'librdkafka' && !ADDRESSES.includes(name))
  return {
    name,
    client: 'lingerbus',
    settings,
    effective: Object.fromEntries(shown.map(({ name, value }) => [name, value ?? ''])),
    versions: librdkafka === null ? {} : { librdkafka },
    properties: all,
    driver: CHILD,
  }
}

/** These make the embedded cluster, which is not in the producer's process here. */
export function withoutMock(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith('test.mock.')))
}

/** The command again, from what it asks for: no addresses, no secrets, no names of files and topics. */
export function commandOf(request: BenchRequest): string {
  const { mode, payload, vary, properties } = request
  const isEmbedded = properties['bootstrap.servers'] === undefined
  const given = explain({ ...ANYWHERE, ...withoutMock(properties) } as ProducerOptions).values.filter(
    ({ source, name }) => source === 'you' && !ADDRESSES.includes(name),
  )
  const mock = Object.entries(properties).filter(([name]) => name.startsWith('test.mock.'))
  const source = payload.kind === 'file' ? ':FILE' : payload.kind === 'topic' ? ':TOPIC' : ''
  const { size, keys } = payload
  return [
    'lingerbus bench',
    ...(isEmbedded ? [] : ['-b HOST:PORT']),
    ...(request.topic === null ? [] : ['-t TOPIC']),
    ...(isEmbedded || request.topic !== null ? [] : [`--partitions ${request.partitions}`]),
    ...(request.replicationFactor < 0 ? [] : [`--replication-factor ${request.replicationFactor}`]),
    ...(request.isAA ? ['--aa'] : []),
    ...vary.map(([name, values]) => `--vary ${name}=${values.join(',')}`),
    mode.kind === 'rate'
      ? `--rate ${mode.messagesPerSecond}`
      : mode.kind === 'full-speed'
        ? '--full-speed'
        : `--outstanding ${mode.outstanding}`,
    `--payload ${payload.kind}${source}`,
    ...(size === null ? [] : [`--record-size ${size.min}${size.max > size.min ? `-${size.max}` : ''}`]),
    `--keys ${'count' in keys ? `${keys.kind}:${keys.count}` : keys.kind}`,
    `--blocks ${request.blocks}`,
    request.slotMessages === null
      ? `--slot-seconds ${request.slotSeconds}`
      : `--num-records ${request.slotMessages}`,
    `--warm-up ${request.warmUpSeconds}`,
    `--seed ${request.seed}`,
    ...given.map(({ name, value }) => `-X ${name}=${value ?? ''}`),
    ...mock.map(([name, value]) => `-X ${name}=${value}`),
  ].join(' ')
}
