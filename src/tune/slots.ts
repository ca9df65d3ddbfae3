import { STATISTICS_MS } from '../measure/measure-slot.js'
import type { Driver } from '../measure/processes.js'
import type { SlotAnswer, SlotOrder } from '../measure/protocol.js'
import type { Slot } from '../measure/result.js'
import { RULES } from '../measure/run-bench.js'
import { runSlot } from '../measure/run-slot.js'
import type { Target } from '../measure/target.js'
import { type Base, optionsFor } from './contenders.js'
import { nameOf, type SlotRequest } from './figures.js'

export interface SlotOptions {
  readonly base: Base
  readonly driver: Driver
  readonly target: Target
  readonly payload: SlotOrder['payload']
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly seed: number
  readonly signal: AbortSignal
  /** What the slot's process said of itself. */
  onAnswer(answer: SlotAnswer): void
}

/** Measures by the bench's slots: a process, a producer and a topic of its own for each. */
export function slotsOn(options: SlotOptions): (request: SlotRequest) => Promise<Slot> {
  const { base, driver, target, payload, seconds, warmUpSeconds, seed, signal, onAnswer } = options
  return async ({ block, settings, mode, atLeastSeconds = 0 }) => {
    signal.throwIfAborted()
    const { slot, answer } = await runSlot(
      {
        block,
        contender: nameOf(settings),
        settings,
        driver,
        rules: RULES,
        order: {
          role: 'slot',
          properties: {
            ...optionsFor(base, settings),
            'statistics.interval.ms': `${STATISTICS_MS}`,
            ...target.properties,
          },
          payload,
          seed: seed + block,
          mode,
          warmUpMs: warmUpSeconds * 1000,
          measuredMs: Math.max(seconds, atLeastSeconds) * 1000,
          messages: null,
        },
      },
      target,
      signal,
    )
    if (answer !== null) onAnswer(answer)
    return slot
  }
}
