import { VERSION } from '../version.js'
import { describeMachine } from './machine.js'
import type { Driver } from './processes.js'
import type { SlotAnswer, SlotOrder } from './protocol.js'
import { seeded, shuffled } from './random.js'
import type { ContenderResult, Result, Rules, Slot } from './result.js'
import { runSlot } from './run-slot.js'
import type { Target } from './target.js'

/** One that takes part. */
export interface Contender {
  readonly name: string
  readonly client: string
  /** What sets it apart. */
  readonly settings: Readonly<Record<string, string>>
  /** For the result file: no secrets. */
  readonly effective: Readonly<Record<string, string>>
  readonly versions: Readonly<Record<string, string>>
  /** For its producer: secrets and all, without those of the target. */
  readonly properties: Readonly<Record<string, string>>
  readonly driver: Driver
}

export interface BenchPlan {
  readonly kind: Result['kind']
  readonly title: string
  readonly command: string
  readonly contenders: readonly Contender[]
  readonly payload: SlotOrder['payload']
  readonly mode: Result['mode']
  readonly blocks: number
  readonly slotSeconds: number | null
  readonly slotMessages: number | null
  readonly warmUpSeconds: number
  readonly seed: number
  readonly rules: Rules
}

export interface BenchHooks {
  readonly signal: AbortSignal
  onSlotStart?(contender: string, number: number, total: number): void
  onSlot?(slot: Slot, number: number, total: number): void
}

/** Fixed here, before anything is measured. */
export const RULES: Rules = {
  maxStealShare: 0.05,
  maxLatenessP99Us: 10_000,
  failedReports: 0,
  audit: 'exact',
}
export const CONFIDENCE = 0.95
/**
 * What the machine did and not the contender: such a slot has a second chance, once, at the end of its block. A run has
 * as many of them as it has contenders: on a machine that disturbs every slot more would only take longer.
 */
const DISTURBANCES: readonly string[] = ['lateness', 'steal']

/**
 * Every contender has one slot in a block, in an order drawn anew: whoever is always first finds another machine than
 * whoever is always last. The target is the caller's to close.
 * @returns what was measured; of an interrupted run the slots until then
 */
export async function runBench(
  plan: BenchPlan,
  target: Target,
  { signal, onSlot, onSlotStart }: BenchHooks,
): Promise<Result> {
  const startedAt = new Date()
  const random = seeded(plan.seed)
  const slots: Slot[] = []
  const answers = new Map<string, SlotAnswer>()
  let total = plan.blocks * plan.contenders.length
  let secondChances = plan.contenders.length
  const run = async (contender: Contender, block: number): Promise<Slot> => {
    signal.throwIfAborted()
    onSlotStart?.(contender.name, slots.length + 1, total)
    const { slot, answer } = await runSlot(slotPlan(plan, contender, block, target), target, signal)
    slots.push(slot)
    if (answer !== null) answers.set(contender.name, answer)
    onSlot?.(slot, slots.length, total)
    return slot
  }
  try {
    for (let block = 1; block <= plan.blocks; block++) {
      const disturbed: Contender[] = []
      for (const contender of shuffled(plan.contenders, random)) {
        const slot = await run(contender, block)
        if (slot.void !== null && DISTURBANCES.includes(slot.void.rule)) disturbed.push(contender)
      }
      const again = disturbed.slice(0, secondChances)
      secondChances -= again.length
      total += again.length
      for (const contender of again) await run(contender, block)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  const { kind, title, command, mode, blocks, slotSeconds, slotMessages, warmUpSeconds, seed, rules } = plan
  const any = [...answers.values()][0]
  return {
    schemaVersion: 1,
    kind,
    title,
    command,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    interrupted: signal.aborted,
    seed,
    machine: describeMachine(),
    versions: { lingerbus: VERSION, node: process.versions.node },
    target: target.about,
    mode,
    payload: {
      kind: plan.payload.kind,
      size: plan.payload.size,
      keys: plan.payload.keys,
      // They are the same for every contender.
      records: any?.records ?? 1,
      meanBytes: any?.meanBytes ?? 0,
    },
    blocks,
    slotSeconds,
    slotMessages,
    warmUpSeconds,
    rules,
    confidence: CONFIDENCE,
    contenders: plan.contenders.map((contender) => contenderResult(contender, answers.get(contender.name))),
    slots,
  }
}

function slotPlan(plan: BenchPlan, contender: Contender, block: number, target: Target) {
  const order: Omit<SlotOrder, 'topic'> = {
    role: 'slot',
    properties: { ...contender.properties, ...target.properties },
    payload: plan.payload,
    // The same for all contenders of a block, another one in the next.
    seed: plan.seed + block,
    mode: plan.mode,
    warmUpMs: plan.warmUpSeconds * 1000,
    measuredMs: plan.slotSeconds === null ? null : plan.slotSeconds * 1000,
    messages: plan.slotMessages,
  }
  const { name, settings, driver } = contender
  return { block, contender: name, settings, driver, order, rules: plan.rules }
}

function contenderResult(
  { name, settings, client, effective, versions }: Contender,
  answer: SlotAnswer | undefined,
): ContenderResult {
  return {
    name,
    settings: { ...settings },
    client,
    versions: { ...versions, ...answer?.versions },
    effective: { ...effective },
  }
}
