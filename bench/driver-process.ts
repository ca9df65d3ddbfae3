// A driver's process, from its start to the one line of JSON that it prints: bench/drivers/README.md.
import { type Driver, DriverProcess } from '../src/measure/processes.js'
import type { Figures } from './drivers/figures.ts'

export interface Task {
  readonly topic: string
  readonly bytes: number
  readonly messages: number
  readonly warmUp: number
  /** Messages a second, where the mode has one. */
  readonly rate: number | undefined
  readonly settings: Readonly<Record<string, string>>
}

const GIVE_UP_MS = 180_000

/** The one driver that runs, for those who must end it. */
let running: DriverProcess | null = null

export function endRunning(): void {
  void running?.end()
}

/** @throws Error with the driver's own reason */
export async function runDriver({ args, ...driver }: Driver, task: Task): Promise<Figures> {
  const { topic, bytes, messages, warmUp, rate, settings } = task
  running = new DriverProcess(
    {
      ...driver,
      args: [
        ...args,
        ...['--topic', topic, '--bytes', `${bytes}`, '--messages', `${messages}`, '--warm-up', `${warmUp}`],
        ...(rate === undefined ? [] : ['--rate', `${rate}`]),
        ...Object.entries(settings).flatMap(([name, value]) => ['-X', `${name}=${value}`]),
      ],
    },
    null,
  )
  try {
    return JSON.parse(await running.lastLine(GIVE_UP_MS)) as Figures
  } finally {
    running = null
  }
}
