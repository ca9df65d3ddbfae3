// The caller's own share of a message: JSON.stringify, and nothing of Kafka. Its CPU is taken off that of the
// contender who also sends.
import { readTask } from './arguments.ts'
import { hand, startMeasuring } from './figures.ts'
import { orders, POOL_MASK } from './payload.ts'

const task = readTask()
const objects = orders(task.bytes)

stringify(task.warmUp)
const measuring = startMeasuring()
const length = stringify(task.messages)
// Looked at, so that no compiler may leave the work out.
if (length < task.messages) throw new Error(`JSON of ${length} characters for ${task.messages} messages`)
hand(measuring.stop(task.messages))

function stringify(messages: number): number {
  let length = 0
  for (let index = 0; index < messages; index++) length += JSON.stringify(objects[index & POOL_MASK]).length
  return length
}
