import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { venvPython } from '../../scripts/setup/python.mjs'
import { sparkJars } from '../../scripts/setup/spark-jars.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A Python program of this folder, on Spark. It ends with us, however we end: see session.py. */
export class SparkProgram {
  readonly #child
  readonly #ended: Promise<void>
  #killed = false

  constructor(program: string, args: readonly string[]) {
    const child = spawn(venvPython(root, 'datalake'), [`${import.meta.dirname}/${program}`, ...args], {
      stdio: 'pipe',
      detached: true, // a process group of its own, so that one signal ends Python and Java together
      env: { ...process.env, SPARK_JARS: sparkJars(root), SPARK_LOCAL_IP: '127.0.0.1' },
    })
    child.stdin.on('error', () => {}) // told by 'close'
    let lastWords = '' // Spark says much that is of no interest unless it fails
    child.stderr.on('data', (chunk) => {
      lastWords = (lastWords + chunk).slice(-4000)
    })
    this.#child = child
    this.#ended = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => {
        if (code === 0 || this.#killed) resolve()
        else reject(new Error(`${program} ended with ${signal ?? code}:\n${lastWords}`))
      })
    })
    this.#ended.catch(() => {}) // told to whoever reads `answers`
  }

  /** Each line of JSON that it prints, until it ends; throws with its last words when it fails. */
  async *answers<Answer>(): AsyncGenerator<Answer> {
    for await (const line of createInterface({ input: this.#child.stdout })) yield JSON.parse(line) as Answer
    await this.#ended
  }

  /** Ends Python and Spark's Java process at once, in the middle of whatever they do. */
  kill(): void {
    this.#killed = true
    process.kill(-this.#child.pid!, 'SIGKILL')
  }
}
