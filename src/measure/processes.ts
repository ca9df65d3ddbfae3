import { type ChildProcess, spawn } from 'node:child_process'

/** A program that answers on stdout, and may take an order on stdin (protocol.ts). */
export interface Driver {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd?: string
  /** What it needs beyond our own environment. */
  readonly env?: Readonly<Record<string, string>>
}

const LAST_WORDS = 4000

/** A started driver. It ends with its run: by `end`, or because its stdin does. */
export class DriverProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<string>
  readonly #isGroup: boolean
  #isGone = false
  #stdout = ''
  #stderr = ''
  #onLine: ((line: string) => void) | null = null

  /** @param order null: it has none, and does not watch its stdin; what it starts is ended with it */
  constructor({ file, args, cwd, env }: Driver, order: object | null) {
    this.#isGroup = order === null
    this.#child = spawn(file, [...args], {
      stdio: [order === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      cwd,
      env: { ...process.env, ...env },
      detached: this.#isGroup,
    })
    this.#child.stdout!.on('data', (text) => {
      this.#stdout += text
      if (this.#stdout.includes('\n')) this.#onLine?.(this.#stdout.split('\n')[0]!)
    })
    this.#child.stderr!.on('data', (text) => {
      this.#stderr = (this.#stderr + text).slice(-LAST_WORDS)
    })
    // One that ends before it has read its order closes the pipe; why it ended is told below.
    this.#child.stdin?.on('error', () => {})
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`)
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', (code, signal) => {
        this.#isGone = true
        if (code === 0) resolve(this.#stdout.trim().split('\n').at(-1) ?? '')
        else reject(new Error(reasonIn(this.#stderr) || `it ended with ${signal ?? `code ${code}`}`))
      })
    })
    // Whoever waits is told; nobody has to.
    this.#ended.catch(() => {})
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** The last line of stdout, when it has ended. @throws Error with its own reason, or that of the time limit */
  async lastLine(limitMs: number): Promise<string> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${Math.round(limitMs / 1000)} s`)), limitMs)
    })
    try {
      return await Promise.race([this.#ended, late])
    } finally {
      clearTimeout(timer)
      await this.end()
    }
  }

  /** The first line of stdout, while it runs. @throws Error where it ends without one */
  firstLine(): Promise<string> {
    const line = new Promise<string>((resolve) => {
      this.#onLine = resolve
    })
    return Promise.race([line, this.#ended])
  }

  /** Ends it at once, and resolves when it has gone. */
  async end(): Promise<void> {
    if (this.#isGroup) this.#endGroup()
    else this.#child.kill('SIGKILL')
    await this.#ended.catch(() => {})
  }

  /** Also where it has ended by itself and what it started goes on: that holds stdout, and we would wait for it. */
  #endGroup(): void {
    const { pid } = this.#child
    // When all have gone the number may be somebody else's.
    if (pid === undefined || this.#isGone) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // They have, and we are not told yet.
    }
  }
}

/** The last line that is the driver's own: not librdkafka's log, not a stack. */
export function reasonIn(stderr: string): string {
  const lines = stderr
    .split('\n')
    .filter((line) => line !== '' && !/^(%\d\||\s+at |Node\.js v|\s*$)/.test(line))
  return (lines.find((line) => /^\w*Error/.test(line)) ?? lines.at(-1) ?? '').trim()
}
