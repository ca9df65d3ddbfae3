import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** A program that runs beside this one; each line it prints is shown with its name in front. */
export class Program {
  /** All lines so far. */
  output = ''
  readonly #name: string
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #end: Promise<number | null>
  readonly #watchers = new Set<() => void>()

  constructor(name: string, file: string, args: readonly string[]) {
    this.#name = name
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.output += `${line}\n`
      console.log(`${name.padEnd(22)} │ ${line}`)
      for (const look of this.#watchers) look()
    })
    this.#end = new Promise((resolve, reject) => {
      this.#child.once('error', reject).once('close', resolve)
    })
    // However this process ends, nothing that it started goes on.
    process.once('exit', () => this.#child.kill('SIGTERM'))
  }

  /** As if typed at its keyboard. */
  type(line: string): void {
    this.#child.stdin.write(`${line}\n`)
  }

  /** Ctrl-D, and its end. */
  endOfInput(): Promise<void> {
    this.#child.stdin.end()
    return this.ended()
  }

  /** Resolves when this text has been printed; rejects if the program ends without it. */
  async printed(text: string): Promise<void> {
    const seen = new Promise<true>((resolve) => {
      const look = () => {
        if (!this.output.includes(text)) return
        this.#watchers.delete(look)
        resolve(true)
      }
      this.#watchers.add(look)
      look()
    })
    const wasSeen = await Promise.race([seen, this.#end.then(() => this.output.includes(text))])
    if (!wasSeen) throw new Error(`${this.#name} ended without having printed ${JSON.stringify(text)}`)
  }

  /** Ctrl-C, and its end. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#end
  }

  async ended(): Promise<void> {
    const code = await this.#end
    if (code !== 0) throw new Error(`${this.#name} ended with exit code ${code}`)
  }
}
