// One slot: one contender in a process of its own, from start to its one line of JSON, and what the machine did.
import { type ChildProcess, spawn } from 'node:child_process'
import { watchMachine } from '../src/measure/machine.js'
import { reasonIn } from '../src/measure/processes.js'
import { round } from '../src/measure/statistics.js'
import { type Contender, commandOf } from './contenders.ts'
import type { Figures } from './drivers/figures.ts'
import type { Slot } from './result.ts'

export interface Order {
  readonly contender: Contender
  readonly round: number
  readonly messages: number
  readonly warmUp: number
  readonly bytes: number
  readonly rate: number | undefined
  readonly topic: string
  readonly settings: Readonly<Record<string, string>>
  /** Where to: not part of the result, a port says nothing. */
  readonly target: Readonly<Record<string, string>>
}

const GIVE_UP_MS = 180_000

/** The one driver that runs, for those who must end it. */
let running: ChildProcess | null = null

export function endRunning(): void {
  running?.kill('SIGKILL')
}

/** A slot that went wrong is void, with its reason; it never throws. */
export async function runSlot(order: Order): Promise<Slot> {
  const machine = watchMachine()
  const outcome = await runDriver(order).catch((error: Error) => error.message)
  const slot = {
    round: order.round,
    contender: order.contender.name,
    settings: { ...order.settings },
    messages: order.messages,
    ...machine.stop(),
  }
  if (typeof outcome === 'string') return { ...slot, void: outcome }
  const { delivered, ...figures } = outcome
  if (delivered !== order.messages)
    return { ...slot, void: `${delivered} of ${order.messages} were delivered` }
  // What is no number are versions: the result says them once, of all.
  const rounded = Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) =>
      typeof value === 'number' ? [[name, round(value)]] : [],
    ),
  )
  return {
    ...slot,
    void: null,
    rate: round(delivered / figures.seconds),
    cpuUs: round(((figures.userSeconds + figures.systemSeconds) / delivered) * 1e6),
    ...(figures.threadSeconds === undefined
      ? {}
      : { threadUs: round((figures.threadSeconds / delivered) * 1e6) }),
    ...rounded,
  }
}

async function runDriver(order: Order): Promise<Figures> {
  const command = commandOf(order.contender)
  const settings = Object.entries({ ...order.settings, ...order.target })
  const child = spawn(command.file, [
    ...command.arguments,
    ...['--topic', order.topic, '--bytes', `${order.bytes}`],
    ...['--messages', `${order.messages}`, '--warm-up', `${order.warmUp}`],
    ...(order.rate === undefined ? [] : ['--rate', `${order.rate}`]),
    ...settings.flatMap(([name, value]) => ['-X', `${name}=${value}`]),
  ])
  running = child
  const timer = setTimeout(() => child.kill('SIGKILL'), GIVE_UP_MS)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr = (stderr + text).slice(-4000)
  })
  try {
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve([code, signal]))
    })
    if (code !== 0) throw new Error(reasonIn(stderr) || `ended with ${signal ?? `code ${code}`}`)
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Figures
  } finally {
    clearTimeout(timer)
    running = null
  }
}
