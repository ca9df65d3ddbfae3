// The settings of the brokers: made for tests and trials on one machine, quick to start and quick to fail over.

export function brokerProperties({ node, nodes, dataFolder, extra = {} }) {
  const copies = nodes.length >= 3 ? 3 : 1
  const mostCopies = Math.max(1, copies - 1)
  return {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': nodes.map((each) => `${each.id}@127.0.0.1:${each.controllerPort}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port}`,
    'log.dirs': dataFolder,

    'auto.create.topics.enable': true,
    'num.partitions': 4, // several, so that an example shows what keys do
    'default.replication.factor': copies,
    'min.insync.replicas': mostCopies,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.num.partitions': 4,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': mostCopies,
    'group.initial.rebalance.delay.ms': 0,

    // A removed topic's files go at once, and its pages are used again: by Kafka's 60 s, and 30 s before the first, a bench at
    // full speed fills gigabytes that nobody reads, and is slowed by half while the machine finds new memory for them.
    'log.segment.delete.delay.ms': 500,
    'log.initial.task.delay.ms': 500,

    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
    'replica.lag.time.max.ms': 3000,
    ...extra,
  }
}

export function formatProperties(properties) {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('')
}
