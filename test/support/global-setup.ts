// One real Kafka for all of test/broker: `inject('bootstrapServers')` tells a test where it is.
import type { TestProject } from 'vitest/node'
import { startCluster, stopAbandonedClusters, stopCluster } from '../../scripts/kafka/cluster.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    bootstrapServers: string
  }
}

export default async function startKafka(project: TestProject) {
  // A run that was killed could not put its Kafka away.
  await stopAbandonedClusters()
  // Named after the process, so that two runs in one clone do not pull the broker from under each other.
  const name = `test-${process.pid}`
  const { bootstrapServers } = await startCluster({ name, ownerPid: process.pid })
  project.provide('bootstrapServers', bootstrapServers)
  return async () => {
    await stopCluster({ name, wipe: true })
  }
}
