// The trials as a table. A trial is a set of contenders that take turns under the same settings, and what their
// figures are held against.
import { binding, type Contender, c, confluent, metrics, native, stringify } from './contenders.ts'
import type { Goal } from './result.ts'

export interface Trial {
  readonly name: string
  readonly title: string
  /** `mock`: librdkafka's embedded cluster, in each contender's process; `broker`: one real node beside it. */
  readonly target: 'mock' | 'broker'
  /** At `--scale 1`. Runs of a million mislead: a second of noise is half of such a run. */
  readonly messages: number
  readonly bytes: number
  readonly settings?: Readonly<Record<string, string>>
  readonly rate?: number
  /** The first is what the others' rates are divided by, to look at; the goals say what counts. */
  readonly contenders: readonly Contender[]
  readonly goals: readonly Goal[]
}

/** The same for everybody; a trial may change some. */
export const SETTINGS: Readonly<Record<string, string>> = {
  'linger.ms': '5',
  acks: 'all',
  'enable.idempotence': 'false',
  partitioner: 'murmur2_random',
  'queue.buffering.max.messages': '100000',
  'queue.buffering.max.kbytes': '131072',
}

const IDEMPOTENT = { 'enable.idempotence': 'true' }
const AT_ONCE = { 'linger.ms': '0' }

const ratio = (line: string, figure: Goal['figure'], of: string, to: string, bound: Goal['bound']): Goal => ({
  line,
  figure,
  of,
  to,
  bound,
})
const PLAIN = '100-byte values, one callback a message, no key'
const plainGoals = (least: number): Goal[] => [
  ratio(PLAIN, 'rate', 'native', 'c', { atLeast: least }),
  ratio("against @confluentinc/kafka-javascript's callback API", 'rate', 'native', 'confluent', {
    atLeast: 8,
  }),
]

export const TRIALS: readonly Trial[] = [
  {
    name: 'plain-broker',
    title: PLAIN,
    target: 'broker',
    messages: 4_000_000,
    bytes: 100,
    contenders: [c(), native(), binding(), confluent()],
    goals: [
      ...plainGoals(1),
      // Here and not on the mock: there the cluster's own CPU is in each process.
      ratio('CPU seconds a message, all threads', 'cpuUs', 'native', 'c', { atMost: 1.15 }),
    ],
  },
  {
    name: 'plain-mock',
    title: PLAIN,
    target: 'mock',
    messages: 4_000_000,
    bytes: 100,
    contenders: [c(), native(), binding(), confluent()],
    goals: plainGoals(0.95),
  },
  {
    name: 'idempotent-broker',
    title: `${PLAIN}, idempotent`,
    target: 'broker',
    messages: 4_000_000,
    bytes: 100,
    settings: IDEMPOTENT,
    contenders: [c(), native(), binding()],
    goals: [ratio('the same, idempotent', 'rate', 'native', 'c', { atLeast: 0.95 })],
  },
  {
    name: 'idempotent-mock',
    title: `${PLAIN}, idempotent`,
    target: 'mock',
    messages: 4_000_000,
    bytes: 100,
    settings: IDEMPOTENT,
    contenders: [c(), native(), binding()],
    goals: [ratio('the same, idempotent', 'rate', 'native', 'c', { atLeast: 0.9 })],
  },
  {
    name: 'promise',
    title: 'One promise a message: send, at most 10,000 at a time',
    target: 'broker',
    messages: 4_000_000,
    bytes: 100,
    contenders: [c(), native('promise'), binding('promise')],
    goals: [
      ratio('one promise a message (send, window of 10,000)', 'rate', 'native, promise', 'c', {
        atLeast: 0.6,
      }),
    ],
  },
  {
    name: 'json',
    title: 'A string key, and JSON.stringify of a 200-byte value by the caller',
    target: 'broker',
    messages: 4_000_000,
    bytes: 200,
    contenders: [c('json'), native('json'), binding('json'), stringify],
    goals: [
      {
        line: "string key + JSON.stringify by the caller: the library's share of CPU beside stringify and librdkafka",
        figure: 'cpuUs',
        of: 'native, json',
        beside: ['stringify', 'c, json'],
        bound: { atMost: 0.25 },
      },
    ],
  },
  {
    name: 'headers',
    title: 'Two headers and a timestamp',
    target: 'broker',
    messages: 4_000_000,
    bytes: 100,
    contenders: [c(), c('headers'), native(), native('headers'), binding(), binding('headers')],
    goals: [ratio('two headers and a timestamp', 'rate', 'native, headers', 'native', { atLeast: 0.5 })],
  },
  {
    name: 'one-by-one',
    title: 'Awaited one by one, linger.ms=0',
    target: 'broker',
    messages: 20_000,
    bytes: 100,
    settings: AT_ONCE,
    contenders: [c('one-by-one'), native('one-by-one'), binding('one-by-one'), confluent('one-by-one')],
    goals: [
      ratio('awaited one by one, linger.ms=0, p50', 'p50Us', 'native, one-by-one', 'c', { atMost: 1.05 }),
    ],
  },
  {
    name: 'paced',
    title: 'The event loop while 100,000 messages a second flow',
    target: 'broker',
    messages: 1_000_000,
    bytes: 100,
    rate: 100_000,
    contenders: [native('paced'), binding('paced'), confluent('paced')],
    goals: [
      {
        line: 'event-loop delay p99 while 100,000 msg/s flow, ms',
        figure: 'loopDelayP99Ms',
        of: 'native, paced',
        bound: { atMost: 2 },
      },
    ],
  },
  {
    name: 'value-1k',
    title: 'Values of 1 KB',
    target: 'mock',
    messages: 4_000_000,
    bytes: 1024,
    contenders: [c(), native(), binding()],
    goals: [ratio('1 KB values', 'rate', 'native', 'c', { atLeast: 0.95 })],
  },
  {
    // As many bytes as the trial above: ten times as many would only take ten times as long.
    name: 'value-10k',
    title: 'Values of 10 KB',
    target: 'mock',
    messages: 400_000,
    bytes: 10_240,
    contenders: [c(), native(), binding()],
    goals: [ratio('10 KB values', 'rate', 'native', 'c', { atLeast: 0.95 })],
  },
  {
    name: 'metrics',
    title: 'The cost of metrics',
    target: 'mock',
    messages: 4_000_000,
    bytes: 100,
    contenders: [metrics('uncounted'), metrics('counted'), metrics('read'), metrics('scraped')],
    goals: [
      ratio('counting for metrics', 'threadUs', 'counted', 'uncounted', { atMost: 1.02 }),
      ratio('metrics scraped every second', 'cpuUs', 'scraped', 'uncounted', { atMost: 1.05 }),
    ],
  },
]
