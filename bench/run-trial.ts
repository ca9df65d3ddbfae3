// A trial's rounds. In each every contender has one slot, in an order drawn anew: whoever is always first finds
// another machine than whoever is always last.
import { describeMachine } from '../src/measure/machine.js'
import { seeded, shuffled } from '../src/measure/random.js'
import { figuresOf, judge, rateToFirst } from './judge.ts'
import { describeVersions } from './machine.ts'
import type { Result, Slot } from './result.ts'
import { type Order, runSlot } from './slot.ts'
import type { Target } from './target.ts'
import { SETTINGS, TRIALS, type Trial } from './trials.ts'

export interface Plan {
  readonly command: string
  readonly seed: number
  readonly rounds: number
  readonly scale: number
  /** Only these contenders, in whatever mode, if any are named. */
  readonly only: readonly string[]
  readonly onSlot: (slot: Slot) => void
  /** Ends the trial before the next slot: it rejects then. */
  readonly signal: AbortSignal
}

/** Of the messages, sent before the clock starts. */
const WARM_UP_SHARE = 0.025
/** Enough to see whether a contender runs at all. */
const PROBE = 1000

export async function runTrial(trial: Trial, target: Target, plan: Plan): Promise<Result> {
  const settings = { ...SETTINGS, ...trial.settings }
  const messages = Math.max(PROBE, Math.round(trial.messages * plan.scale))
  const warmUp = Math.max(100, Math.round(messages * WARM_UP_SHARE))
  const order = (contender: Order['contender'], round: number): Order => ({
    contender,
    round,
    messages: Math.round(messages * contender.share),
    warmUp: Math.round(warmUp * contender.share),
    bytes: trial.bytes,
    rate: trial.rate,
    topic: trial.name,
    settings,
    target: target.settings,
  })

  const leftOut = new Map<string, string>()
  for (const contender of trial.contenders) {
    if (plan.only.length > 0 && !plan.only.includes(contender.name.split(',')[0]!)) {
      leftOut.set(contender.name, 'not asked for in this run')
      continue
    }
    const probe = await runSlot({ ...order(contender, 1), messages: PROBE, warmUp: 100 })
    plan.signal.throwIfAborted()
    if (probe.void !== null) leftOut.set(contender.name, probe.void)
  }

  const slots: Slot[] = []
  const random = seeded(plan.seed)
  const taking = trial.contenders.filter(({ name }) => !leftOut.has(name))
  for (let round = 1; round <= plan.rounds; round++) {
    for (const contender of shuffled(taking, random)) {
      const slot = await runSlot(order(contender, round))
      plan.signal.throwIfAborted()
      slots.push(slot)
      plan.onSlot(slot)
    }
  }

  const first = trial.contenders[0]!.name
  // At a set rate all are equally fast, and who sends nothing is faster than the rest.
  const isRace = trial.rate === undefined
  return {
    schemaVersion: 1,
    name: trial.name,
    place: TRIALS.indexOf(trial) + 1,
    title: trial.title,
    target: trial.target,
    command: plan.command,
    date: new Date().toISOString(),
    seed: plan.seed,
    rounds: plan.rounds,
    scale: plan.scale,
    messages,
    warmUp,
    bytes: trial.bytes,
    settings: { ...settings, ...(trial.rate === undefined ? {} : { 'messages a second': `${trial.rate}` }) },
    machine: describeMachine(),
    versions: describeVersions(),
    contenders: trial.contenders.map(({ name, what, share, driver }) => ({
      name,
      what,
      share,
      leftOut: leftOut.get(name) ?? null,
      figures: figuresOf(name, slots),
      rateToFirst: isRace && driver !== 'stringify' ? rateToFirst(name, first, slots) : null,
    })),
    goals: trial.goals.map((goal) => judge(goal, slots)),
    slots,
  }
}
