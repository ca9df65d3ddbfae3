import type { Socket } from 'node:net'
import { Reader, Writer } from './bytes.js'
import type { Request } from './requests.js'

/**
 * Why there is no answer. `silent`: nothing came in time; `closed`: the other side hung up; `foreign`: what came is
 * not Kafka's; `socket`: the operating system or the TLS library said no.
 */
export class NoAnswer extends Error {
  readonly kind: 'silent' | 'closed' | 'foreign' | 'socket'
  /** What came, where it is `foreign`. */
  readonly bytes: Buffer
  /** The error's code, where it is `socket`. */
  readonly code: string

  constructor(kind: NoAnswer['kind'], text: string, { bytes = Buffer.alloc(0), code = '' } = {}) {
    super(text)
    this.kind = kind
    this.bytes = bytes
    this.code = code
  }
}

/** As Kafka's own limit, `socket.request.max.bytes`: a larger size is text or TLS that was taken for a number. */
const MOST_BYTES = 100 * 1024 * 1024
const CLIENT = 'lingerbus-doctor'

interface Waiter {
  onBytes(): void
  onEnd(error: NoAnswer): void
}

/** Asks a broker one question after the other over a socket that is connected. */
export class Connection {
  readonly #socket: Socket
  #received = Buffer.alloc(0)
  #ended: NoAnswer | null = null
  #waiter: Waiter | null = null
  #correlation = 0

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#waiter?.onBytes()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => this.#end(ofSocket(error)))
    socket.on('close', () => this.#end(new NoAnswer('closed', 'the connection was closed without an answer')))
  }

  get socket(): Socket {
    return this.#socket
  }

  /** @throws NoAnswer (rejects) */
  async ask<Answer>(request: Request<Answer>, timeoutMs: number): Promise<Answer> {
    const correlation = ++this.#correlation
    const head = new Writer()
      .int16(request.key)
      .int16(request.version)
      .int32(correlation)
      .string(CLIENT)
      .end()
    this.#socket.write(new Writer().bytes(Buffer.concat([head, request.body])).end())
    const reader = new Reader(await this.#nextFrame(timeoutMs))
    try {
      if (reader.int32() === correlation) return request.read(reader)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
    throw new NoAnswer('foreign', "the answer is not one of Kafka's")
  }

  close(): void {
    this.#socket.destroy()
  }

  #nextFrame(timeoutMs: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const settle = (settled: () => void) => {
        clearTimeout(timer)
        this.#waiter = null
        settled()
      }
      const timer = setTimeout(() => {
        const text = `no answer within ${Math.round(timeoutMs)} ms`
        settle(() => reject(new NoAnswer('silent', text, { bytes: this.#received })))
      }, timeoutMs)
      this.#waiter = {
        onBytes: () => {
          const frame = this.#takeFrame()
          if (frame instanceof NoAnswer) settle(() => reject(frame))
          else if (frame !== null) settle(() => resolve(frame))
        },
        onEnd: (error) => settle(() => reject(error)),
      }
      this.#waiter.onBytes()
      if (this.#ended !== null) this.#waiter?.onEnd(this.#ended)
    })
  }

  #takeFrame(): Buffer | NoAnswer | null {
    if (this.#received.length < 4) return null
    const size = this.#received.readInt32BE(0)
    if (size < 4 || size > MOST_BYTES) {
      return new NoAnswer('foreign', "what came is not Kafka's protocol", { bytes: this.#received })
    }
    if (this.#received.length < 4 + size) return null
    const frame = this.#received.subarray(4, 4 + size)
    this.#received = this.#received.subarray(4 + size)
    return frame
  }

  #end(error: NoAnswer): void {
    this.#ended ??= error
    this.#waiter?.onEnd(this.#ended)
  }
}

function ofSocket(error: NodeJS.ErrnoException): NoAnswer {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE'
    ? new NoAnswer('closed', `the connection was closed (${error.code})`)
    : new NoAnswer('socket', error.message, { code: error.code ?? '' })
}
