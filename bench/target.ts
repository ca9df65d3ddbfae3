// Where the messages go: librdkafka's embedded cluster in each contender's own process, or a real Kafka.
import { startCluster, stopCluster } from '../scripts/kafka/cluster.mjs'

export interface Target {
  readonly settings: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** A name of its own: no other broker of this machine is touched. */
const CLUSTER = 'bench'

/** A full run writes dozens of gigabytes; what was counted may go at once. */
const FORGETFUL = {
  'log.segment.bytes': '134217728',
  'log.retention.bytes': '134217728',
  'log.retention.check.interval.ms': '1000',
}

export const MOCK: Target = { settings: { 'test.mock.num.brokers': '1' }, close: async () => {} }

export async function startBroker(nodes: 1 | 3 = 1): Promise<Target> {
  await stopCluster({ name: CLUSTER, wipe: true })
  const { bootstrapServers } = await startCluster({
    name: CLUSTER,
    nodes,
    properties: FORGETFUL,
    ownerPid: process.pid,
  })
  return {
    settings: { 'bootstrap.servers': bootstrapServers },
    close: async () => {
      await stopCluster({ name: CLUSTER, wipe: true })
    },
  }
}
