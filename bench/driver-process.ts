// A driver's process, from its start to the one line of JSON that it prints: bench/drivers/README.md.
import { type ChildProcess, spawn } from 'node:child_process'
import { reasonIn } from '../src/measure/processes.js'
import type { Figures } from './drivers/figures.ts'

export interface Program {
  readonly file: string
  readonly args: readonly string[]
  /** The environment that it needs beyond ours. */
  readonly env?: Readonly<Record<string, string>>
}

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
let running: ChildProcess | null = null

export function endRunning(): void {
  running?.kill('SIGKILL')
}

/** @throws Error with the driver's own reason */
export async function runDriver(program: Program, task: Task): Promise<Figures> {
  const child = spawn(
    program.file,
    [
      ...program.args,
      ...['--topic', task.topic, '--bytes', `${task.bytes}`],
      ...['--messages', `${task.messages}`, '--warm-up', `${task.warmUp}`],
      ...(task.rate === undefined ? [] : ['--rate', `${task.rate}`]),
      ...Object.entries(task.settings).flatMap(([name, value]) => ['-X', `${name}=${value}`]),
    ],
    { env: { ...process.env, ...program.env } },
  )
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
