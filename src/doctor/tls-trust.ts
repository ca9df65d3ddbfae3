import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { ConnectionOptions, PeerCertificate, TLSSocket } from 'node:tls'
import { Fault } from './fault.js'
import { showEndpoint } from './rungs/dns.js'
import { type Endpoint, type State, setting } from './state.js'

/** Where systems keep their authorities: librdkafka's list (`rd_kafka_ssl_probe_and_set_default_ca_location`), shortened. */
const PROBED = [
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/certs/ca-bundle.crt',
  '/etc/pki/tls/certs/ca-bundle.trust.crt',
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/usr/local/share/certs/ca-root-nss.crt',
]

/** What Node's TLS is told, from librdkafka's properties. @throws Fault where the own key cannot be read */
export async function tlsOptions(state: State): Promise<{ tls: ConnectionOptions; hasOwn: boolean }> {
  const { createSecureContext } = await import('node:tls')
  const text = (what: string) => {
    const file = setting(state, `ssl.${what}.location`)
    return setting(state, `ssl.${what}.pem`) || (file === '' ? undefined : readFileSync(file))
  }
  const keystore = setting(state, 'ssl.keystore.location')
  const options = {
    ca: authorities(state),
    cert: text('certificate'),
    key: text('key'),
    passphrase: setting(state, keystore === '' ? 'ssl.key.password' : 'ssl.keystore.password') || undefined,
    pfx: keystore === '' ? undefined : readFileSync(keystore),
    ciphers: setting(state, 'ssl.cipher.suites') || undefined,
  }
  try {
    const secureContext = createSecureContext(options)
    return { tls: { secureContext }, hasOwn: options.cert !== undefined || options.pfx !== undefined }
  } catch (error) {
    throw new Fault(
      'own-certificate-unreadable',
      "the client's own certificate, key or authorities cannot be used",
      'check ssl.ca.*, ssl.certificate.*, ssl.key.* and ssl.keystore.*: that key and certificate belong together, and the password',
      [`OpenSSL: ${(error as Error).message}`],
    )
  }
}

/** Undefined: Node's own list. */
function authorities(state: State): (string | Buffer)[] | undefined {
  const pem = setting(state, 'ssl.ca.pem')
  if (pem !== '') return [pem]
  const given = setting(state, 'ssl.ca.location')
  const location = given === '' || given === 'probe' ? PROBED.find((file) => existsSync(file)) : given
  if (location === undefined) return undefined
  if (!statSync(location).isDirectory()) return [readFileSync(location)]
  return readdirSync(location)
    .map((name) => path.join(location, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file))
}

/** By OpenSSL's names for what X.509 can lack; everything about the chain comes down to an authority that is not known. */
export function judgeCertificate(state: State, socket: TLSSocket, endpoint: Endpoint): void {
  if (setting(state, 'enable.ssl.certificate.verification') === 'false') return
  // Despite its type it is the code's text, or null.
  const code = socket.authorizationError as unknown as string | null
  if (!code) return
  const where = showEndpoint(endpoint)
  const certificate = socket.getPeerCertificate(true)
  const evidence = describeCertificate(certificate)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    if (setting(state, 'ssl.endpoint.identification.algorithm', 'https') === 'none') return
    throw new Fault(
      'wrong-host-name',
      `the certificate of ${where} is not for '${endpoint.host}'`,
      `connect to a name that it has, or give the broker a certificate with ${endpoint.host} among its subject alternative names`,
      evidence,
    )
  }
  socket.destroy()
  if (code === 'CERT_HAS_EXPIRED') {
    const mend = "renew the broker's certificate (ssl.keystore.location); is this machine's clock right?"
    const text = `the certificate of ${where} has expired`
    throw new Fault('certificate-expired', text, mend, [...evidence, now()])
  }
  if (code === 'CERT_NOT_YET_VALID') {
    const mend = "set this machine's clock right, or the certificate's dates"
    const text = `the certificate of ${where} is not valid yet`
    throw new Fault('certificate-not-yet-valid', text, mend, [...evidence, now()])
  }
  const from =
    setting(state, 'ssl.ca.location') || (setting(state, 'ssl.ca.pem') ? 'ssl.ca.pem' : 'the system’s')
  throw new Fault(
    'unknown-ca',
    `nobody that is trusted here has signed the certificate of ${where}`,
    'set ssl.ca.location to the certificate of the authority that signed it (the PEM form of what is in the truststore)',
    [...evidence, `authorities trusted here: ${from}; OpenSSL says ${code}`],
  )
}

export function describeTls(socket: TLSSocket): string {
  return `${socket.getProtocol()}, ${describeCertificate(socket.getPeerCertificate())[0]}`
}

function describeCertificate(certificate: PeerCertificate): string[] {
  const { subject, issuer, subjectaltname, valid_from, valid_to } = certificate
  const names = subjectaltname ?? 'no subject alternative names'
  return [
    `certificate of ${nameOf(subject)} (${names}), signed by ${nameOf(issuer)}, valid ${day(valid_from)} to ${day(valid_to)}`,
  ]
}

function nameOf(subject: PeerCertificate['subject'] | undefined): string {
  return String(subject?.CN ?? subject?.O ?? 'nobody')
}

function day(date: string): string {
  const time = new Date(date)
  return Number.isNaN(time.getTime()) ? date : time.toISOString().slice(0, 10)
}

function now(): string {
  return `this machine's clock says ${new Date().toISOString().slice(0, 16)}Z`
}
