import {
  closeSync,
  createReadStream,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { Producer, type ProducerOptions } from '../index.js'
import { Account } from './account.js'
import { Feeder } from './feeder.js'
import { Interrupt } from './interrupt.js'
import { inOneTransaction } from './one-transaction.js'
import type { Plan } from './plan.js'
import { Splitter } from './records.js'
import { UsageError } from './usage-error.js'

/** Values in the queue, in KiB: a command shares its machine, and 32 MiB keep any broker busy. */
const QUEUE_KBYTES = '32768'

/** Reads, produces, accounts; sets the exit code. */
export async function runProduce(plan: Plan): Promise<void> {
  for (const file of plan.files) mustBeFile(file)
  if (isTransactional(plan) && plan.failedFile !== undefined) {
    throw new UsageError(
      '--failed: with transactional.id it is all records or none; run it again with all of them',
    )
  }
  const failedFile = plan.failedFile === undefined ? null : openFailed(plan.failedFile, plan.files)
  // Whatever the properties hold, the library checks it: unknown names, wrong values, all in one error.
  const producer = new Producer({
    'queue.buffering.max.kbytes': QUEUE_KBYTES,
    ...plan.properties,
  } as ProducerOptions)
  const account = new Account(plan.quiet)
  let feeder: Feeder | null = null
  const interrupt = new Interrupt(
    () =>
      account.say(
        'interrupted: delivering what was read, for ten seconds at most (again: gives it up at once)',
      ),
    () => {
      feeder?.keepOutstanding()
      account.end(producer.ledger)
    },
  )
  producer.on('error', (error) => account.say(error.message))
  try {
    // Only now: a wrong setting must not cost the records that an earlier run has kept.
    if (failedFile !== null) ftruncateSync(failedFile)
    feeder = new Feeder(plan, producer, account, failedFile)
    account.start()
    const feed = feedAll.bind(null, plan, feeder, interrupt)
    if (isTransactional(plan)) await inOneTransaction(producer, account, interrupt, feed)
    else await feed()
    const ledger = await producer.close({ signal: interrupt.graceOver })
    account.end(ledger)
    process.exitCode = account.isClean ? interrupt.exitCode : 1
  } finally {
    account.stop()
    interrupt.dispose()
    await producer.close({ timeoutMs: 0 })
    if (failedFile !== null) closeSync(failedFile)
  }
}

function isTransactional({ properties }: Plan): boolean {
  return properties['transactional.id'] !== undefined
}

async function feedAll(plan: Plan, feeder: Feeder, interrupt: Interrupt): Promise<void> {
  if (plan.delimiter === null) {
    for (const file of plan.files) {
      if (interrupt.happened || feeder.isDone) return
      await feeder.feed(readFileSync(file), interrupt.signal)
    }
    return
  }
  const inputs =
    plan.files.length === 0 ? [() => process.stdin] : plan.files.map((file) => () => createReadStream(file))
  for (const open of inputs) {
    if (interrupt.happened || feeder.isDone) return
    const input = open()
    const stop = () => input.destroy()
    interrupt.signal.addEventListener('abort', stop)
    try {
      await feedStream(input, plan.delimiter, feeder, interrupt.signal)
    } catch (error) {
      // A destroyed stream ends its iteration with an error.
      if (!interrupt.happened) throw error
    } finally {
      interrupt.signal.removeEventListener('abort', stop)
    }
  }
}

async function feedStream(
  input: AsyncIterable<Buffer>,
  delimiter: Buffer,
  feeder: Feeder,
  signal: AbortSignal,
): Promise<void> {
  const splitter = new Splitter(delimiter)
  for await (const chunk of input) {
    for (const record of splitter.split(chunk)) {
      // Two calls and no await a record where there is room: that is what makes a million lines quick.
      if (!feeder.tryFeed(record)) await feeder.feed(record, signal)
      if (feeder.isDone || signal.aborted) return
    }
  }
  for (const record of splitter.end()) await feeder.feed(record, signal)
}

function mustBeFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new UsageError(`no such file: ${file}`)
  if (found.isDirectory()) throw new UsageError(`this is a folder: ${file}`)
}

function openFailed(file: string, inputs: readonly string[]): number {
  try {
    const descriptor = openSync(file, 'a')
    const kept = realpathSync(file)
    if (inputs.every((input) => realpathSync(input) !== kept)) return descriptor
  } catch (error) {
    throw new UsageError(`--failed: ${(error as Error).message}`)
  }
  throw new UsageError(`--failed: ${file} is also read: it would be emptied before`)
}
