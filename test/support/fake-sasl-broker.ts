import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

const API_VERSIONS = 18
const HANDSHAKE = 17
const AUTHENTICATE = 36

/** Takes a login as far as the password, and refuses it: no broker of ours has SASL. Gives its address. */
export async function startFakeSaslBroker(): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let rest = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const length = rest.readInt32BE(0)
        socket.write(answer(rest.subarray(4, 4 + length)))
        rest = rest.subarray(4 + length)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return `127.0.0.1:${port}`
}

function answer(request: Buffer): Buffer {
  const [key, version, correlation] = [request.readInt16BE(0), request.readInt16BE(2), request.readInt32BE(4)]
  const body = bodyOf(key, version)
  const head = Buffer.alloc(8)
  head.writeInt32BE(4 + body.length, 0)
  head.writeInt32BE(correlation, 4)
  return Buffer.concat([head, body])
}

function bodyOf(key: number, version: number): Buffer {
  if (key === API_VERSIONS) {
    // A newer form than the oldest is answered with UNSUPPORTED_VERSION, upon which the client asks in that.
    const ranges = [API_VERSIONS, 0, 0, HANDSHAKE, 0, 1, AUTHENTICATE, 0, 0, 3, 0, 4]
    return Buffer.concat([int16(version > 0 ? 35 : 0), int32(ranges.length / 3), ...ranges.map(int16)])
  }
  if (key === HANDSHAKE) return Buffer.concat([int16(0), int32(1), text('PLAIN')])
  // SASL_AUTHENTICATION_FAILED
  return Buffer.concat([int16(58), text('Authentication failed'), int32(0)])
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function text(value: string): Buffer {
  return Buffer.concat([int16(value.length), Buffer.from(value)])
}
