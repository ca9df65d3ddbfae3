// What needs replicas: acks, and what min.insync.replicas makes of it when a broker is gone.
import { setTimeout as sleep } from 'node:timers/promises'
import { Producer, type ProducerOptions } from '../../src/index.js'
import { killNode, startCluster, stopCluster } from '../kafka/cluster.mjs'
import { interleaved, type Trial } from './repeats.ts'
import { hundredBytes, outcomeOf, runLoad, runOneByOne } from './trials.ts'

export async function measureAcks() {
  const name = 'travel-three'
  const cluster = await startCluster({
    name,
    nodes: 3,
    properties: { 'num.partitions': '1', 'min.insync.replicas': '3' },
    ownerPid: process.pid,
  })
  const servers = { 'bootstrap.servers': cluster.bootstrapServers, 'linger.ms': 0 }
  try {
    await runLoad({ options: servers, topic: 'acks', values: hundredBytes(100) })
    // Idempotence needs acks=all, so it is off where acks are compared, and shown once by itself.
    const acks = await interleaved([
      ...(['0', '1', 'all'] as const).map(
        (value): Trial => [
          `acks=${value}`,
          () => runOneByOne({ ...servers, acks: value, 'enable.idempotence': false }, 'acks', 300),
        ],
      ),
      ['acks=all with idempotence', () => runOneByOne(servers, 'acks', 300)],
    ])
    const down = await brokerToSpare(servers, 'acks')
    await killNode({ name, id: down })
    await untilInSync(servers, 'acks', 2)
    const missing: Record<string, { outcome: string; ms: number }> = {}
    for (const value of ['0', '1', 'all'] as const) {
      const options = { ...servers, acks: value, 'enable.idempotence': false, 'delivery.timeout.ms': 3000 }
      missing[`acks=${value}`] = await outcomeOf(options, 'acks')
    }
    return { acks, oneReplicaMissing: { minInsyncReplicas: 3, inSync: 2, deliveryTimeoutMs: 3000, missing } }
  } finally {
    await stopCluster({ name, wipe: true })
  }
}

/** Some broker that does not lead the topic. */
async function brokerToSpare(servers: ProducerOptions, topic: string): Promise<number> {
  const { leader, isrs } = await partitionZero(servers, topic)
  const spare = isrs.find((id) => id !== leader)
  if (spare === undefined) throw new Error(`no replica but the leader is in sync: ${isrs.join(', ')}`)
  return spare
}

async function untilInSync(servers: ProducerOptions, topic: string, count: number): Promise<void> {
  const endMs = performance.now() + 30_000
  while ((await partitionZero(servers, topic)).isrs.length !== count) {
    if (performance.now() > endMs) throw new Error(`waited 30 s in vain for ${count} in-sync replicas`)
    await sleep(250)
  }
}

async function partitionZero(servers: ProducerOptions, topic: string) {
  const producer = new Producer({ ...servers, 'enable.idempotence': false })
  producer.on('error', () => {})
  try {
    const { topics } = await producer.metadata(topic)
    return topics[0]!.partitions[0]!
  } finally {
    await producer.close({ timeoutMs: 0 })
  }
}
