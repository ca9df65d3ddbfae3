// A process of its own for each slot, and one for the embedded cluster: see protocol.ts. The entry of dist/bench-child.js.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Producer, type ProducerOptions } from '../index.js'
import { measureSlot } from './measure-slot.js'
import { type ClusterOrder, orderSchema } from './protocol.js'

// Ctrl-C reaches the whole group. Who started us decides what becomes of us.
process.on('SIGINT', () => {})

const lines = createInterface({ input: process.stdin })
// The run is gone, however it went: nothing of it stays behind.
lines.on('close', () => process.exit(1))
const [line] = (await once(lines, 'line')) as [string]
try {
  const order = orderSchema.parse(JSON.parse(line))
  if (order.role === 'cluster') await keepCluster(order)
  else answer(await measureSlot(order), () => process.exit(0))
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`, () => process.exit(1))
}

/** librdkafka's embedded cluster lives as long as the client that asked for it. */
async function keepCluster({ brokers, rttMs }: ClusterOrder): Promise<void> {
  const keeper = new Producer({
    'test.mock.num.brokers': brokers,
    'test.mock.broker.rtt': rttMs,
  } as ProducerOptions)
  const { brokers: found } = await keeper.metadata()
  answer({ bootstrapServers: found.map(({ host, port }) => `${host}:${port}`).join(',') })
  setInterval(() => keeper.outstanding, 60_000)
}

function answer(data: object, onWritten = () => {}): void {
  process.stdout.write(`${JSON.stringify(data)}\n`, onWritten)
}
