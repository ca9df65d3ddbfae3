import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import tls from 'node:tls'

const PASSWORD = 'only for tests'

export interface Listener {
  address: string
  /** Connections so far: a test that nobody connected to would show nothing. */
  connections(): number
  close(): Promise<void>
}

/** Accepts and never says a word: a client's TLS handshake stays where it is. */
export function listenInSilence(): Promise<Listener> {
  return listen(createServer())
}

/** Answers the TLS handshake with a certificate of its own making, and nothing that comes after it. */
export function listenWithTls(): Promise<Listener> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-tls-'))
  try {
    const keystore = path.join(folder, 'keystore.p12')
    // Java's, as set-up insists on Java and on nothing else that makes certificates.
    const args = ['-genkeypair', '-keyalg', 'EC', '-dname', 'CN=localhost', '-storetype', 'PKCS12']
    execFileSync('keytool', [...args, '-alias', 'a', '-keystore', keystore, '-storepass', PASSWORD], {
      stdio: 'ignore',
    })
    const server = tls.createServer({ pfx: readFileSync(keystore), passphrase: PASSWORD })
    server.on('tlsClientError', () => {})
    return listen(server)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function listen(server: Server): Promise<Listener> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
