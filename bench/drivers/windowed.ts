// The two modes for clients that take many messages a call and answer with one promise: how many is the driver's own
// setting `messages.per.send`, and how many such calls are waited for at the same time is `sends.in.flight`.
import { setTimeout as sleep } from 'node:timers/promises'
import { readTask, type Task } from './arguments.ts'
import { RUNTIME } from './client.ts'
import { type Figures, fail, hand, percentiles, startMeasuring } from './figures.ts'
import { POOL_MASK, randomValues } from './payload.ts'

export interface Client<Message> {
  /** Its name and version. */
  readonly client: string
  message(value: Buffer): Message
  /** Resolves when all of them are confirmed. */
  send(messages: Message[]): Promise<unknown>
}

/** A send of small messages stays below what a broker takes in one batch, 1 MiB, even if all go to one partition. */
const MOST_BYTES_A_SEND = 1_000_000
const RECORD_OVERHEAD = 20

/** The whole of a driver: `open` is given the client's own settings. */
export async function drive<Message>(
  open: (settings: Task['settings'], task: Task) => Promise<Client<Message>>,
): Promise<void> {
  try {
    const task = readTask()
    const { 'messages.per.send': perSend, 'sends.in.flight': inFlight, ...settings } = task.settings
    const client = await open(settings, task)
    const most = Math.floor(MOST_BYTES_A_SEND / (task.bytes + RECORD_OVERHEAD))
    const sender = makeSender(client, randomValues(task.bytes), Math.max(1, Math.min(Number(perSend), most)))
    const figures = await run(sender, task, Number(inFlight))
    hand({ client: client.client, runtime: RUNTIME, ...figures })
  } catch (error) {
    fail(error)
  }
}

interface Sender {
  /** Starts to send as one the messages from `first` to before `end`, as many as a send takes; says how many. */
  send(first: number, end: number): { count: number; confirmed: Promise<unknown> }
}

function makeSender<Message>(client: Client<Message>, values: readonly Buffer[], most: number): Sender {
  return {
    send(first, end) {
      const count = Math.min(most, end - first)
      const messages = new Array<Message>(count)
      for (let at = 0; at < count; at++) messages[at] = client.message(values[(first + at) & POOL_MASK]!)
      return { count, confirmed: client.send(messages) }
    },
  }
}

async function run(sender: Sender, task: Task, inFlight: number): Promise<Figures> {
  await fullSpeed(sender, task.warmUp, inFlight)
  if (task.mode === 'open-loop') return openLoop(sender, task)
  if (task.mode !== 'full-speed') throw new Error(`this driver has no mode ${task.mode}`)
  const measuring = startMeasuring()
  return measuring.stop(await fullSpeed(sender, task.messages, inFlight))
}

/** How many were confirmed. */
async function fullSpeed(sender: Sender, messages: number, inFlight: number): Promise<number> {
  let sent = 0
  let delivered = 0
  const sendInTurn = async () => {
    while (sent < messages) {
      const { count, confirmed } = sender.send(sent, messages)
      sent += count
      await confirmed
      delivered += count
    }
  }
  await Promise.all(Array.from({ length: inFlight }, sendInTurn))
  return delivered
}

/** Every millisecond sends what is due, whether or not the earlier ones are confirmed. */
async function openLoop(sender: Sender, { messages, rate }: Task): Promise<Figures> {
  const micros = new Float64Array(messages)
  const sends: Promise<void>[] = []
  let delivered = 0
  const measuring = startMeasuring()
  const startedMs = performance.now()
  const sendFrom = (first: number, end: number): number => {
    const { count, confirmed } = sender.send(first, end)
    const onConfirmed = () => {
      const nowUs = (performance.now() - startedMs) * 1000
      for (let index = first; index < first + count; index++) micros[index] = nowUs - (index / rate) * 1e6
      delivered += count
    }
    // One that fails ends the driver at once.
    sends.push(confirmed.then(onConfirmed).catch(fail))
    return first + count
  }
  for (let sent = 0; sent < messages; await sleep(1)) {
    const due = Math.min(messages, Math.ceil(((performance.now() - startedMs) * rate) / 1000))
    while (sent < due) sent = sendFrom(sent, due)
  }
  await Promise.all(sends)
  return { ...measuring.stop(delivered), ...percentiles(micros) }
}
