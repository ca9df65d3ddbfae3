import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { classpath } from '../../scripts/kafka/cluster.mjs'

/** Java starts, and compiles its program, on a machine that may be busy with brokers. */
const START_LIMIT_MS = 55_000
const ANSWER_LIMIT_MS = 25_000
const program = path.join(import.meta.dirname, 'Reader.java')
const javaModule = path.resolve(import.meta.dirname, '..', '..', 'scripts', 'setup', 'java.mjs')
const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m']
const quietClients = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error'

export interface Answer<Row, End> {
  rows: Row[]
  end: End
}

interface Waiting {
  onLine(line: string): void
  onGone(reason: string): void
}

/**
 * Reader.java as a process: one for many questions, started by the first of them, one question at a time.
 * It ends with our end of its stdin, also when this process is killed.
 */
export class KafkaReader {
  #child: ChildProcess | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #waiting: Waiting | null = null
  #lastWords = ''

  /** The lines before the last one, and the last one's `end`; rejects with its `error`. */
  async ask<Row, End>(...words: (string | number)[]): Promise<Answer<Row, End>> {
    const answer = this.#turn.then(async () => {
      if (this.#child === null) {
        this.#child = await this.#start()
        await this.#ask('ready', START_LIMIT_MS)
      }
      return this.#ask<Row, End>(words.join(' '), ANSWER_LIMIT_MS)
    })
    this.#turn = answer.catch(() => {})
    return answer
  }

  async close(): Promise<void> {
    await this.#turn
    const child = this.#child
    if (child === null) return
    const gone = new Promise((resolve) => child.once('close', resolve))
    child.stdin?.end()
    await gone
  }

  /** So that the first question does not have to wait for Java. */
  async start(): Promise<void> {
    await this.ask('ready')
  }

  async #ask<Row, End>(command: string, limitMs: number): Promise<Answer<Row, End>> {
    const child = this.#child!
    const rows: Row[] = []
    return new Promise<Answer<Row, End>>((resolve, reject) => {
      const fail = (reason: string) => {
        this.#waiting = null
        clearTimeout(timer)
        reject(new Error(`Kafka's own client, asked to '${command.slice(0, 200)}': ${reason}`))
      }
      const timer = setTimeout(() => {
        this.#child = null // what it says from now on is no answer to the next question
        child.kill('SIGKILL')
        fail(`no answer within ${limitMs} ms${this.#lastWords}`)
      }, limitMs)
      this.#waiting = {
        onLine: (line) => {
          const content = JSON.parse(line)
          if ('error' in content) return fail(content.error)
          if (!('end' in content)) return rows.push(content)
          this.#waiting = null
          clearTimeout(timer)
          resolve({ rows, end: content.end })
        },
        onGone: fail,
      }
      child.stdin?.write(`${command}\n`)
    })
  }

  async #start(): Promise<ChildProcess> {
    const { findJava }: { findJava(): { command: string } | null } = await import(
      pathToFileURL(javaModule).href
    )
    const java = findJava()
    if (java === null) throw new Error('there is no Java 17 or newer: npm run setup')
    const child = spawn(java.command, [...quickStart, quietClients, '-cp', classpath(), program])
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (this.#child === child) this.#waiting?.onLine(line)
    })
    child.stderr.on('data', (chunk) => {
      this.#lastWords = `${this.#lastWords}\n${chunk}`.slice(-4000)
    })
    child.stdin.on('error', () => {}) // told by 'close', with its last words
    const onGone = (what: string) => {
      if (this.#child !== child) return
      this.#child = null
      this.#waiting?.onGone(`${what}${this.#lastWords}`)
    }
    child.on('error', (error) => onGone(error.message))
    child.on('close', (code, signal) => onGone(`it ended with ${signal ?? code}`))
    return child
  }
}
