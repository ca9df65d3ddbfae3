// Asks a broker who is in its cluster, in Kafka's own protocol (Metadata, version 2): the one sure sign that it
// serves clients, without starting a Java program or needing the binding.
import { connect } from 'node:net'

const metadata = { apiKey: 3, apiVersion: 2 }

/** `{ clusterId, brokers: [{ id, host, port }] }`; rejects when nobody answers in time. */
export function describeCluster(port, { timeoutMs = 1000 } = {}) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const limit = setTimeout(() => socket.destroy(new Error(`port ${port} did not answer`)), timeoutMs)
    let received = Buffer.alloc(0)
    socket.once('connect', () => socket.write(encodeRequest()))
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return
      try {
        resolve(decodeResponse(received))
      } catch (error) {
        reject(error)
      }
      socket.destroy()
    })
    socket.once('error', reject)
    socket.once('close', () => {
      clearTimeout(limit)
      reject(new Error(`port ${port} closed the connection`))
    })
  })
}

function encodeRequest() {
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + 4)
  request.writeInt32BE(request.length - 4, 0)
  request.writeInt16BE(metadata.apiKey, 4)
  request.writeInt16BE(metadata.apiVersion, 6)
  request.writeInt32BE(1, 8) // correlation id
  request.writeInt16BE(-1, 12) // no client id
  request.writeInt32BE(0, 14) // no topics: brokers only
  return request
}

export function decodeResponse(bytes) {
  let at = 8 // length and correlation id
  const int32 = () => {
    at += 4
    return bytes.readInt32BE(at - 4)
  }
  const text = () => {
    const length = bytes.readInt16BE(at)
    at += 2 + Math.max(0, length)
    return length < 0 ? null : bytes.toString('utf8', at - length, at)
  }
  const brokers = Array.from({ length: int32() }, () => {
    const broker = { id: int32(), host: text(), port: int32() }
    text() // rack
    return broker
  })
  return { clusterId: text(), brokers }
}
