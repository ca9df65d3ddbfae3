// Reads numbers, produces their squares, until the input is read to its end. Run by main.ts, and killed by it.
// npm run example exactly-once/worker -- transactions|plain INPUT OUTPUT [BATCH STEP]
import { KafkaError, Producer } from 'lingerbus'
import { crash, type Step } from './crash.js'
import { type Input, Source } from './source.js'

const [servers = '', mode, input = '', output = '', crashBatch, crashStep] = process.argv.slice(2)
const BATCH = 20
const group = `squares-of-${input}-${mode}`

const producer = new Producer({
  'bootstrap.servers': servers,
  // The name stays the same over all restarts: Kafka lets one producer at a time have it, and fences off any earlier.
  ...(mode === 'transactions' && { 'transactional.id': group }),
})

// First this, then read: it ends what the worker before us left open, and only then does Kafka say how far it came.
if (mode === 'transactions') await producer.initTransactions()
const source = await Source.open({ servers, topic: input, group, isolation: 'read_committed' })

let number = 0
for (let batch = await source.next(BATCH); batch.length > 0; batch = await source.next(BATCH)) {
  number++
  if (mode === 'transactions') await inTransaction(batch)
  else await plainly(batch)
}
await source.close()
await producer.close()

/** The squares and how far the input was read: both become visible at once, or neither. */
async function inTransaction(batch: readonly Input[]): Promise<void> {
  try {
    await producer.transaction(async (transaction) => {
      strike('begun')
      produceSquares(batch, transaction)
      await producer.flush() // not needed, the commit waits by itself: so that 'produced' means in the log
      strike('produced')
      await transaction.sendOffsets(source.offsetsAfter(batch), group)
      strike('offsets sent')
      if (isDue('committing')) setTimeout(crash, 2) // before, while or after Kafka does it: each must be right
    })
    strike('committed')
  } catch (error) {
    if (!KafkaError.is(error) || !error.abortable) throw error
    console.log(`  worker: ${error.message}; aborted, and the same batch again`)
    return inTransaction(batch)
  }
}

/** The usual way. After a crash between the squares and the commit the next worker does the batch again. */
async function plainly(batch: readonly Input[]): Promise<void> {
  strike('begun')
  produceSquares(batch, producer)
  await producer.flush()
  for (const step of ['produced', 'offsets sent', 'committing'] as const) strike(step)
  await source.commit(batch)
  strike('committed')
}

function produceSquares(batch: readonly Input[], to: Pick<Producer, 'produce'>): void {
  for (const [index, { value }] of batch.entries()) {
    if (index === batch.length >> 1) strike('half produced')
    to.produce({ topic: output, key: value, value: `${value} ${Number(value) ** 2}` })
  }
}

function strike(step: Step): void {
  if (isDue(step)) crash()
}

function isDue(step: Step): boolean {
  return String(number) === crashBatch && step === crashStep
}
