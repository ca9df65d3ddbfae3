import { Histogram } from '../../src/measure/histogram.js'
import { latencyOf } from '../../src/measure/percentiles.js'
import { seeded } from '../../src/measure/random.js'
import type { Mode, Result, Slot } from '../../src/measure/result.js'

export interface Simulated {
  readonly name: string
  readonly settings?: Readonly<Record<string, string>>
  /** Its rate, latency and CPU are those of the others times this. */
  readonly factor?: number
}

export interface Simulation {
  readonly kind?: Result['kind']
  readonly contenders?: readonly Simulated[]
  readonly blocks?: number
  readonly seed?: number
  readonly mode?: Mode
  /** Standard deviation of a slot's logarithm: 0.05 is 5 %. */
  readonly noise?: number
  /** How many of a hundred slots are disturbed, and are a third slower then. */
  readonly disturbed?: number
  /** Latencies in a slot's histograms. */
  readonly samples?: number
  /** Which slots are void. */
  readonly isVoid?: (block: number, contender: string) => boolean
}

const GRID: readonly Simulated[] = ['0', '5', '50'].flatMap((linger) =>
  ['16384', '1000000'].map((size, at) => ({
    name: `linger.ms=${linger} batch.size=${size}`,
    settings: { 'linger.ms': linger, 'batch.size': size },
    factor: 1 + at,
  })),
)

/** A result as a run would have written it, with figures that are drawn: the same for the same seed. */
export function simulate({
  kind = 'bench',
  contenders = GRID,
  blocks = 3,
  seed = 1,
  mode = { kind: 'full-speed' },
  noise = 0.05,
  disturbed = 0,
  samples = 2000,
  isVoid = () => false,
}: Simulation = {}): Result {
  const random = seeded(seed)
  const startedAtMs = Date.UTC(2026, 0, 1)
  const slots: Slot[] = []
  for (let block = 1; block <= blocks; block++) {
    // What the machine does in this block, it does to everybody.
    const shared = Math.exp(4 * noise * normal(random))
    for (const { name, settings = {}, factor = 1 } of contenders) {
      const slow = random() * 100 < disturbed ? 1.33 : 1
      const draw = () => (shared * slow * Math.exp(noise * normal(random))) / factor
      const startedAt = new Date(startedAtMs + slots.length * 3000).toISOString()
      const voided = isVoid(block, name)
        ? { rule: 'steal' as const, reason: 'steal 12 %, at most 5 %' }
        : null
      slots.push({
        ...slotOf(mode, draw, random, samples),
        block,
        contender: name,
        settings: { ...settings },
        startedAt,
        void: voided,
      })
    }
  }
  return {
    schemaVersion: 1,
    kind,
    title: 'simulated',
    command: 'lingerbus bench',
    startedAt: new Date(startedAtMs).toISOString(),
    seconds: slots.length * 3,
    interrupted: false,
    seed,
    machine: { cpu: 'simulated', cores: 2, memoryGiB: 8, os: 'none' },
    versions: { lingerbus: '0.0.0', node: '20.20.2' },
    target: { kind: 'embedded', brokers: 1, partitions: 4, replicationFactor: 1, rttMs: 0, ownTopic: true },
    mode,
    payload: {
      kind: 'json',
      size: { min: 100, max: 100 },
      records: 1000,
      meanBytes: 100,
      keys: { kind: 'none' },
    },
    blocks,
    slotSeconds: 2,
    slotMessages: null,
    warmUpSeconds: 0.5,
    rules: { maxStealShare: 0.05, maxLatenessP99Us: 10_000, failedReports: 0, audit: 'exact' },
    confidence: 0.95,
    contenders: contenders.map(({ name, settings = {} }) => ({
      name,
      settings: { ...settings },
      client: 'lingerbus',
      versions: { engine: 'native', librdkafka: '2.10.0' },
      effective: { 'linger.ms': '5', ...settings },
    })),
    slots,
  }
}

/** `draw` gives what a message costs, about 1: one figure a call, each with its own noise. */
function slotOf(mode: Mode, draw: () => number, random: () => number, samples: number) {
  const isRate = mode.kind === 'rate'
  const rate = isRate ? mode.messagesPerSecond : 200_000 / draw()
  const intended = new Histogram()
  const service = new Histogram()
  const lateness = new Histogram()
  const scale = 3000 * draw()
  for (let sample = 0; sample < samples; sample++) {
    const us = scale * Math.exp(0.5 * normal(random))
    service.record(us)
    lateness.record(1000 * random())
    intended.record(us + 500)
  }
  const cpuUs = 5 * draw()
  const messages = Math.round(rate * 2)
  return {
    seconds: 2,
    messages,
    rate,
    mbPerSecond: (rate * 100) / 1e6,
    intended: isRate ? latencyOf(intended.store()) : null,
    service: latencyOf(service.store()),
    lateness: isRate ? latencyOf(lateness.store()) : null,
    cpuUserUs: cpuUs * 0.8,
    cpuSystemUs: cpuUs * 0.2,
    cpuUs,
    rssPeakMiB: 120,
    loopDelayP50Ms: 0.1,
    loopDelayP99Ms: 2,
    loopDelayMaxMs: 4,
    requestsPerSecond: rate / 500,
    messagesPerRequest: 500,
    bytesPerRequest: 55_000,
    compressionRatio: 0.91,
    queueMs: 4,
    outbufMs: 0.05,
    wireMs: 1,
    loadBefore: 0.5,
    stealShare: 0,
    audit: { sent: messages + 1000, delivered: messages + 1000, failed: 0, inLog: messages + 1000 },
  }
}

/** Box and Muller's. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
