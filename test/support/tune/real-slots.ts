// Slots on a real Kafka for a search, as `lingerbus tune` measures them.
import { fileURLToPath } from 'node:url'
import type { SlotOrder } from '../../../src/measure/protocol.js'
import { openBroker } from '../../../src/measure/target.js'
import type { Search } from '../../../src/tune/find-settings.js'
import { slotsOn } from '../../../src/tune/slots.js'

export interface RealWorkload {
  readonly goal: string
  readonly kind: SlotOrder['payload']['kind']
  /** Of a value. */
  readonly bytes: number
  readonly keys: SlotOrder['payload']['keys']
  readonly partitions: number
}

export const KEYS = { kind: 'uniform', count: 1000 } as const
export const NO_KEYS = { kind: 'none' } as const

const CHILD = fileURLToPath(new URL('../../../dist/bench-child.js', import.meta.url))

/** Whoever has it closes it. */
export async function openRealSlots(
  bootstrapServers: string,
  { kind, bytes, keys, partitions }: RealWorkload,
  { base, depth, seed }: Search,
) {
  const properties = { 'bootstrap.servers': bootstrapServers }
  const target = await openBroker({ properties, topic: null, partitions, replicationFactor: 1 })
  const measure = slotsOn({
    base: { ...base, options: { ...base.options, ...properties } },
    driver: { file: process.execPath, args: [CHILD] },
    target,
    payload: { kind, size: { min: bytes, max: bytes }, file: null, keys },
    seconds: depth.slotSeconds,
    warmUpSeconds: depth.warmUpSeconds,
    seed,
    signal: new AbortController().signal,
    onAnswer: () => {},
  })
  return { measure, close: () => target.close() }
}
