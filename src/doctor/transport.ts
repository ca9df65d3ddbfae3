import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { Fault } from './fault.js'
import { showEndpoint } from './rungs/dns.js'
import { reach } from './rungs/tcp.js'
import { type Endpoint, type Opened, type State, usesTls } from './state.js'
import { describeTls, judgeCertificate, tlsOptions } from './tls-trust.js'
import { Connection, NoAnswer } from './wire/connection.js'
import { type ApiVersions, apiVersions } from './wire/requests.js'

const REFUSED_CERTIFICATE = /CERTIFICATE_REQUIRED|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA/
const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE/

/** A connection as the settings say, on which Kafka has answered. @throws Fault (rejects) */
export async function openTransport(state: State, endpoint: Endpoint): Promise<Opened> {
  return usesTls(state) ? openTls(state, endpoint) : openPlain(state, endpoint)
}

async function openPlain(state: State, endpoint: Endpoint): Promise<Opened> {
  const connection = track(state, new Connection(await reach(state, endpoint)))
  try {
    return { connection, versions: await askVersions(state, connection), text: 'plain text, as configured' }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    const isTls =
      error.kind === 'foreign' ? looksLikeTls(error.bytes) : await answersTls(state, endpoint, error)
    throw isTls ? tlsExpected(endpoint) : foreign(endpoint, error)
  }
}

async function openTls(state: State, endpoint: Endpoint): Promise<Opened> {
  const options = await tlsOptions(state)
  let socket: TLSSocket
  try {
    socket = await handshake(await reach(state, endpoint), options, endpoint, state.patience())
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    throw await explainHandshake(state, endpoint, error)
  }
  judgeCertificate(state, socket, endpoint)
  const connection = track(state, new Connection(socket))
  try {
    return { connection, versions: await askVersions(state, connection), text: describeTls(socket) }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    // TLS 1.3: the client is done before the server has looked at its certificate.
    throw certificateRefused(endpoint, error, options.hasOwn) ?? foreign(endpoint, error)
  }
}

async function handshake(
  plain: Socket,
  options: Awaited<ReturnType<typeof tlsOptions>>,
  { host }: Endpoint,
  timeoutMs: number,
): Promise<TLSSocket> {
  const { connect } = await import('node:tls')
  const { isIP } = await import('node:net')
  const servername = isIP(host) === 0 ? { servername: host } : {}
  return new Promise((resolve, reject) => {
    const socket = connect({ ...options.tls, ...servername, host, socket: plain, rejectUnauthorized: false })
    const timer = setTimeout(() => {
      plain.destroy()
      reject(new NoAnswer('silent', `no TLS handshake within ${Math.round(timeoutMs)} ms`))
    }, timeoutMs)
    const fail = (error: NoAnswer) => {
      clearTimeout(timer)
      reject(error)
    }
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error').on('error', () => {})
      resolve(socket)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isClosed = error.code === 'ECONNRESET' || error.code === 'EPIPE'
      fail(new NoAnswer(isClosed ? 'closed' : 'socket', error.message, { code: error.code ?? '' }))
    })
  })
}

async function explainHandshake(state: State, endpoint: Endpoint, error: NoAnswer): Promise<Fault> {
  const { hasOwn } = await tlsOptions(state)
  const refused = certificateRefused(endpoint, error, hasOwn)
  if (refused !== null) return refused
  if (error.kind === 'silent') return foreign(endpoint, error)
  // A broker without TLS takes the greeting for a request of 350 MB and hangs up.
  if (error.kind === 'closed' || NOT_TLS.test(error.code)) {
    if (await answersPlain(state, endpoint)) {
      return new Fault(
        'plaintext-listener',
        `${showEndpoint(endpoint)} speaks plain text, and the settings say TLS`,
        'set security.protocol to plaintext (sasl_plaintext with SASL), or take the port of the TLS listener',
        [`TLS: ${error.message}`, 'in plain text Kafka answers'],
      )
    }
  }
  const mend = "compare ssl.cipher.suites and the broker's ssl.enabled.protocols, ssl.cipher.suites"
  return new Fault('tls-failed', `no TLS with ${showEndpoint(endpoint)}`, mend, [`TLS: ${error.message}`])
}

function certificateRefused(endpoint: Endpoint, error: NoAnswer, hasOwn: boolean): Fault | null {
  if (!REFUSED_CERTIFICATE.test(error.code)) return null
  const where = showEndpoint(endpoint)
  const evidence = [`TLS: ${error.message.trim()}`]
  return hasOwn
    ? new Fault(
        'client-certificate-refused',
        `${where} does not accept this client's certificate`,
        "use one that an authority in the broker's ssl.truststore.location has signed, and that has not expired",
        evidence,
      )
    : new Fault(
        'client-certificate-wanted',
        `${where} wants a certificate of the client (the broker's ssl.client.auth=required)`,
        'set ssl.certificate.location and ssl.key.location, or ssl.keystore.location',
        evidence,
      )
}

async function answersTls(state: State, endpoint: Endpoint, { kind }: NoAnswer): Promise<boolean> {
  if (kind !== 'closed') return false
  try {
    const socket = await handshake(
      await reach(state, endpoint),
      { tls: {}, hasOwn: false },
      endpoint,
      state.patience(),
    )
    socket.destroy()
    return true
  } catch (error) {
    // An alert is TLS as well.
    return error instanceof NoAnswer && /_ALERT_/.test(error.code)
  }
}

async function answersPlain(state: State, endpoint: Endpoint): Promise<boolean> {
  try {
    await askVersions(state, track(state, new Connection(await reach(state, endpoint))))
    return true
  } catch {
    return false
  }
}

async function askVersions(state: State, connection: Connection): Promise<ApiVersions> {
  const { versions } = await connection.ask(apiVersions, state.patience())
  return versions
}

function tlsExpected(endpoint: Endpoint): Fault {
  return new Fault(
    'tls-expected',
    `${showEndpoint(endpoint)} speaks TLS, and the settings say plain text`,
    'set security.protocol to ssl (sasl_ssl with SASL), or take the port of the plain listener',
    ["a request in plain text is refused, TLS's greeting is answered"],
  )
}

function foreign(endpoint: Endpoint, error: NoAnswer): Fault {
  const where = showEndpoint(endpoint)
  switch (error.kind) {
    case 'foreign': {
      const came = [`it sent ${showBytes(error.bytes)}`]
      const mend = 'correct host and port in bootstrap.servers: another service listens there'
      return new Fault('not-kafka', `${where} is not Kafka`, mend, came)
    }
    case 'silent': {
      const mend =
        'look at what listens there: a proxy or port forwarding without a broker behind it, or a broker that hangs'
      return new Fault('silent', `${where} takes connections and never answers`, mend, [error.message])
    }
    default: {
      const mend =
        "look into the broker's log for the reason; a load balancer without a broker behind it does the same"
      return new Fault('hung-up', `${where} hangs up at the first request`, mend, [error.message])
    }
  }
}

function track(state: State, connection: Connection): Connection {
  state.toClose.add(connection)
  return connection
}

/** A record of TLS: alert or handshake, version 3.x. */
function looksLikeTls(bytes: Buffer): boolean {
  return (bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 3
}

function showBytes(bytes: Buffer): string {
  const text = bytes.subarray(0, 40).toString('latin1')
  return /^[\x20-\x7e\r\n\t]+$/.test(text)
    ? JSON.stringify(text)
    : `${bytes.length} bytes, 0x${bytes.subarray(0, 16).toString('hex')}`
}
