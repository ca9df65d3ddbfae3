import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { Writer } from '../../src/doctor/wire/bytes.js'

/** The body of the answer to a request, by its API key; null hangs up. */
export type Answers = Record<number, (version: number) => Writer | null>

/** Answers what no sane broker would. Gives its address; ends with the test. */
export async function startFakeBroker(
  answersOf: (port: number) => Answers,
  { host = '127.0.0.1', port: wanted = 0 } = {},
): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    // The doctor asks one thing at a time, and little.
    socket.on('data', (request) => {
      const answer = answers[request.readInt16BE(4)]?.(request.readInt16BE(6))
      if (!answer) return void socket.destroy()
      const correlation = new Writer().int32(request.readInt32BE(8)).end()
      socket.write(new Writer().bytes(Buffer.concat([correlation, answer.end()])).end())
    })
  })
  await new Promise<void>((resolve) => server.listen(wanted, host, resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  const answers = answersOf(port)
  return `${host}:${port}`
}

/** ApiVersions 0: each key up to this version. */
export function versions(most: Record<number, number>): Answers {
  const rows = Object.entries(most)
  return {
    18: () => {
      const body = new Writer().int16(0).int32(rows.length)
      for (const [key, version] of rows) body.int16(Number(key)).int16(0).int16(version)
      return body
    },
    // No SASL here.
    17: () => new Writer().int16(34).int32(0),
  }
}

/** Metadata 4 of one broker and one topic `orders` with one partition. */
export function metadataOf(
  port: number,
  { brokers = 1, leader = 1, host = '127.0.0.1', cluster = 'fake' } = {},
): Answers {
  return {
    3: () => {
      const body = new Writer().int32(0).int32(brokers)
      if (brokers > 0) body.int32(1).string(host).int32(port).int16(-1)
      body.string(cluster).int32(1).int32(1)
      body.int16(0).string('orders').bool(false).int32(1)
      return body
        .int16(leader < 0 ? 5 : 0)
        .int32(0)
        .int32(leader)
        .int32(1)
        .int32(1)
        .int32(1)
        .int32(1)
    },
  }
}
