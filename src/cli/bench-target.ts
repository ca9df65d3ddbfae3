import { openSync } from 'node:fs'
import { openBroker, openEmbedded, type Target } from '../measure/target.js'
import { CHILD } from './bench-contenders.js'
import type { BenchRequest } from './bench-plan.js'
import { UsageError } from './usage-error.js'

type TargetRequest = Pick<BenchRequest, 'properties' | 'topic' | 'partitions' | 'replicationFactor'>

/** Your brokers, where there are any; otherwise the embedded cluster. */
export function openTarget({
  properties,
  topic,
  partitions,
  replicationFactor,
}: TargetRequest): Promise<Target> {
  if (properties['bootstrap.servers'] !== undefined) {
    return openBroker({ properties, topic, partitions, replicationFactor })
  }
  const number = (name: string, usual: number) => Number(properties[name] ?? usual)
  return openEmbedded(CHILD, {
    brokers: Math.max(1, number('test.mock.num.brokers', 1)),
    rttMs: number('test.mock.broker.rtt', 0),
  })
}

/** Now, and not after an hour: a file that cannot be written. */
export function openOutput(file: string): number {
  try {
    return openSync(file, 'w')
  } catch (error) {
    throw new UsageError(`--output: ${(error as Error).message}`)
  }
}
