// One slot: one contender in a process of its own, from start to its one line of JSON, and what the machine did.
import { watchMachine } from '../src/measure/machine.js'
import { round } from '../src/measure/statistics.js'
import { type Contender, commandOf } from './contenders.ts'
import { runDriver } from './driver-process.ts'
import type { Figures } from './drivers/figures.ts'
import type { Slot } from './result.ts'

export interface Order {
  readonly contender: Contender
  readonly round: number
  readonly messages: number
  readonly warmUp: number
  readonly bytes: number
  readonly rate: number | undefined
  readonly topic: string
  readonly settings: Readonly<Record<string, string>>
  /** Where to: not part of the result, a port says nothing. */
  readonly target: Readonly<Record<string, string>>
}

export function runSlot(order: Order): Promise<Slot> {
  const { round, contender, settings, messages } = order
  return measureSlot({ round, contender: contender.name, settings: { ...settings }, messages }, () =>
    startDriver(order),
  )
}

/** A slot that went wrong is void, with its reason; it never throws. */
export async function measureSlot(
  about: Pick<Slot, 'round' | 'contender' | 'settings' | 'messages'>,
  run: () => Promise<Figures>,
): Promise<Slot> {
  const machine = watchMachine()
  const outcome = await run().catch((error: Error) => error.message)
  const slot = { ...about, ...machine.stop() }
  if (typeof outcome === 'string') return { ...slot, void: outcome }
  const { delivered, ...figures } = outcome
  if (delivered !== about.messages)
    return { ...slot, void: `${delivered} of ${about.messages} were delivered` }
  // What is no number are versions: the result says them once, of all.
  const rounded = Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) =>
      typeof value === 'number' ? [[name, round(value)]] : [],
    ),
  )
  return {
    ...slot,
    void: null,
    rate: round(delivered / figures.seconds),
    cpuUs: round(((figures.userSeconds + figures.systemSeconds) / delivered) * 1e6),
    ...(figures.threadSeconds === undefined
      ? {}
      : { threadUs: round((figures.threadSeconds / delivered) * 1e6) }),
    ...rounded,
  }
}

async function startDriver({ contender, settings, target, ...task }: Order) {
  const { file, arguments: args } = commandOf(contender)
  return runDriver({ file, args }, { ...task, settings: { ...settings, ...target } })
}
