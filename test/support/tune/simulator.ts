// A cluster that is a formula: what the tuner finds on it can be held against what is best by the same formula.
import { seeded } from '../../../src/measure/random.js'
import { expectBatch, type Workload } from '../../../src/tune/arithmetic.js'
import type { Figures, Measure, Settings } from '../../../src/tune/figures.js'

/**
 * The model, in words:
 * - a batch is what gathers while its first message waits for linger.ms, or while the batch before it is on its way
 *   (idempotent), or what batch.size holds (src/tune/arithmetic.ts);
 * - CPU a message = its own share + a request's share ÷ messages in it + compressing its bytes;
 * - a request occupies the broker for a time of its own plus one for its bytes, after compression; the broker is a queue
 *   with one server (M/M/1): waiting = service × load ÷ (1 − load), and from a load of 0.98 on it grows without an end;
 * - p99 latency = linger's wait + round trip + service + 4.6 × waiting (the 99 % point of an exponential distribution);
 * - full speed = the least of: the client's CPU, the broker's time, and one batch a round trip and partition.
 */
export interface SimulatedWorld extends Workload {
  readonly messageCpuUs: number
  readonly requestCpuUs: number
  readonly requestServiceUs: number
  readonly byteServiceUs: number
  /** By codec: size left, and µs a byte. */
  readonly codecs: Readonly<Record<string, { readonly left: number; readonly byteCpuUs: number }>>
}

/** What the formula gives, without noise. */
export function ideal(settings: Settings, world: SimulatedWorld, rate: number | null): Figures {
  const codec = world.codecs[settings['compression.type'] ?? 'none']!
  // At full speed messages come as fast as they can be made.
  const pace = rate ?? 1e6 / world.messageCpuUs
  const { batchMessages, waitMs, ceiling } = expectBatch(settings, { ...world, rate: pace })
  const batchBytes = batchMessages * world.meanBytes
  const cpuUs = world.messageCpuUs + world.requestCpuUs / batchMessages + codec.byteCpuUs * world.meanBytes
  const serviceUs = world.requestServiceUs + world.byteServiceUs * batchBytes * codec.left
  const most = Math.min(1e6 / cpuUs, (batchMessages * 1e6) / serviceUs, ceiling ?? Number.POSITIVE_INFINITY)
  const load = Math.min(0.98, pace / most)
  const overloadMs = Math.max(0, pace / most - 0.98) * 10_000
  const waitingMs = ((serviceUs / 1000) * load) / (1 - load) + overloadMs
  const p99Ms = 0.99 * waitMs + world.roundTripMs + serviceUs / 1000 + 4.6 * waitingMs
  const reached = rate === null ? most : Math.min(rate, most)
  const p99Us = p99Ms * 1000
  const intended = { meanUs: null, p50Us: null, p90Us: null, p95Us: null, p99Us, p999Us: null, maxUs: null }
  return {
    void: null,
    rate: reached,
    cpuUs,
    intended: rate === null ? null : intended,
    requestsPerSecond: reached / batchMessages,
    messagesPerRequest: batchMessages,
    bytesPerRequest: batchBytes * codec.left,
    queueMs: waitMs,
    outbufMs: 0,
    wireMs: world.roundTripMs + waitingMs,
  }
}

/**
 * @param noise the deviation of a slot's figures: 0.05 for 5 %. What disturbs a block disturbs all of its slots
 *   alike, and three times as much
 */
export function simulate(world: SimulatedWorld, noise: number, seed: number): Measure {
  const random = seeded(seed)
  const draw = () => Math.exp(noise * normal(random))
  const blocks = new Map<number, number>()
  return async ({ block, settings, mode }) => {
    if (!blocks.has(block)) blocks.set(block, draw() ** 3)
    const drift = blocks.get(block)!
    const figures = ideal(settings, world, mode.kind === 'rate' ? mode.messagesPerSecond : null)
    const { intended } = figures
    return {
      ...figures,
      rate: mode.kind === 'rate' ? figures.rate : figures.rate! / (drift * draw()),
      cpuUs: figures.cpuUs! * drift * draw(),
      intended: intended && { ...intended, p99Us: intended.p99Us! * drift * draw() },
    }
  }
}

/** Box and Muller's. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** A workload drawn from a seed: from a few events a second over a long way to a flood on the same machine. */
export function drawWorld(seed: number): SimulatedWorld {
  const random = seeded(seed)
  const between = (low: number, high: number) => low * (high / low) ** random()
  return {
    rate: Math.round(between(500, 200_000)),
    meanBytes: Math.round(between(80, 2000)),
    partitions: Math.round(between(1, 24)),
    hasKeys: random() < 0.5,
    isIdempotent: random() < 0.7,
    roundTripMs: between(0.3, 8),
    messageCpuUs: between(0.5, 3),
    requestCpuUs: between(10, 120),
    requestServiceUs: between(20, 300),
    byteServiceUs: between(0.0005, 0.01),
    codecs: {
      none: { left: 1, byteCpuUs: 0 },
      lz4: { left: between(0.2, 1), byteCpuUs: between(0.0005, 0.003) },
      snappy: { left: between(0.25, 1), byteCpuUs: between(0.001, 0.004) },
      zstd: { left: between(0.1, 0.9), byteCpuUs: between(0.002, 0.01) },
    },
  }
}
