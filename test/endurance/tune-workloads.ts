import { KEYS, NO_KEYS, type RealWorkload } from '../support/tune/real-slots.ts'

/** What the tuner is held against measuring everything on: every kind of goal twice. */
export const WORKLOADS: readonly RealWorkload[] = [
  { goal: 'p99<=20ms at 5000/s', kind: 'json', bytes: 200, keys: NO_KEYS, partitions: 1 },
  { goal: 'max-throughput', kind: 'json', bytes: 200, keys: NO_KEYS, partitions: 6 },
  { goal: 'min-cpu at 20000/s', kind: 'log-lines', bytes: 200, keys: KEYS, partitions: 12 },
  { goal: 'p99<=50ms at 10000/s', kind: 'json', bytes: 1000, keys: KEYS, partitions: 6 },
  { goal: 'max-throughput', kind: 'random', bytes: 1000, keys: KEYS, partitions: 1 },
  { goal: 'min-cpu at 5000/s', kind: 'json', bytes: 500, keys: NO_KEYS, partitions: 6 },
]
