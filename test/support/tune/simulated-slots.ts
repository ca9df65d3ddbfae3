import { latencyOf } from '../../../src/measure/percentiles.js'
import type { Slot } from '../../../src/measure/result.js'
import { nameOf, type SlotRequest } from '../../../src/tune/figures.js'
import { type SimulatedWorld, simulate } from './simulator.js'

const NOTHING = latencyOf({ count: 0, sum: 0, min: 0, max: 0, buckets: [] })

/** Whole slots, as the bench's processes answer, also for the trials before the search. */
export function simulateSlots(world: SimulatedWorld, noise: number, seed: number) {
  const measure = simulate(world, noise, seed)
  return async (request: SlotRequest): Promise<Slot> => {
    const { block, settings, mode } = request
    const figures = await measure(request)
    const isAlone = mode.kind === 'outstanding'
    return {
      block,
      contender: nameOf(settings),
      settings: { ...settings },
      startedAt: new Date(0).toISOString(),
      seconds: 5,
      messages: Math.round(figures.rate! * 5),
      mbPerSecond: (figures.rate! * world.meanBytes) / 1e6,
      service: isAlone ? { ...NOTHING, p50Us: world.roundTripMs * 1000 } : NOTHING,
      lateness: null,
      cpuUserUs: null,
      cpuSystemUs: null,
      rssPeakMiB: null,
      loopDelayP50Ms: null,
      loopDelayP99Ms: null,
      loopDelayMaxMs: null,
      compressionRatio: null,
      loadBefore: 0,
      stealShare: 0,
      audit: null,
      ...figures,
      intended: figures.intended && { ...NOTHING, ...figures.intended },
    }
  }
}
