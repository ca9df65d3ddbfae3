// What a secure cluster has on top: a listener for each way of connecting, and some that a client must refuse.
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { certificateFiles, KEY_PASSWORD, makeCertificates } from './certificates.mjs'
import { bootstrapServersOf, folderOf } from './state.mjs'

/** Names and protocols, beside PLAINTEXT, which is the administrator's. */
const LISTENERS = {
  SSL: 'SSL',
  MTLS: 'SSL',
  EXPIRED: 'SSL',
  ELSEWHERE: 'SSL',
  SASL_PLAINTEXT: 'SASL_PLAINTEXT',
  SASL_SSL: 'SASL_SSL',
}
export const LISTENER_NAMES = Object.keys(LISTENERS)

/** A demo's own, and no secret. */
export const USERS = { alice: 'alice-password', bob: 'bob-password' }
/** `guarded`: alice may write, bob may only look. `hidden`: only alice knows that it is there. */
export const GUARDED = { guarded: 'guarded', hidden: 'hidden' }

const MODULES = 'org.apache.kafka.common.security'
const CERTIFICATES = { EXPIRED: 'expiredBroker', ELSEWHERE: 'elsewhereBroker' }

export const certificatesFolder = (name) => path.join(folderOf(name), 'certificates')

/** The broker's properties for one node of a secure cluster. */
export function secureProperties(state, node) {
  makeCertificates(certificatesFolder(state.name))
  const files = certificateFiles(certificatesFolder(state.name))
  const protocols = { PLAINTEXT: 'PLAINTEXT', CONTROLLER: 'PLAINTEXT', ...LISTENERS }
  const pairs = LISTENER_NAMES.map((name) => `${name}://127.0.0.1:${node.listenerPorts[name]}`)
  const advertised = [`PLAINTEXT://127.0.0.1:${node.port}`, ...pairs]
  return {
    listeners: [...advertised, `CONTROLLER://127.0.0.1:${node.controllerPort}`].join(),
    'advertised.listeners': advertised.join(),
    'listener.security.protocol.map': Object.entries(protocols)
      .map(([name, protocol]) => `${name}:${protocol}`)
      .join(),
    'inter.broker.listener.name': 'PLAINTEXT',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // Whoever comes over PLAINTEXT is this machine's own; the listeners with TLS alone have no other name either.
    'super.users': 'User:ANONYMOUS',
    'allow.everyone.if.no.acl.found': true,
    ...Object.assign({}, ...LISTENER_NAMES.map((name) => listenerProperties(name, files))),
  }
}

function listenerProperties(name, files) {
  const tls = {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': files[CERTIFICATES[name] ?? 'broker'],
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': files.ca,
    'ssl.client.auth': name === 'MTLS' ? 'required' : 'none',
  }
  const logins = Object.entries(USERS).map(([user, password]) => `user_${user}="${password}"`)
  const sasl = {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    'plain.sasl.jaas.config': `${MODULES}.plain.PlainLoginModule required ${logins.join(' ')};`,
    'scram-sha-256.sasl.jaas.config': `${MODULES}.scram.ScramLoginModule required;`,
    'scram-sha-512.sasl.jaas.config': `${MODULES}.scram.ScramLoginModule required;`,
    // Takes any token that is not expired, signed by nobody (RFC 7515, appendix A.5): for tests only.
    'oauthbearer.sasl.jaas.config': `${MODULES}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
    // A session ends with its token: a client that does not bring a new one in time is cut off (KIP-368).
    'oauthbearer.connections.max.reauth.ms': 3_600_000,
  }
  const settings = {
    ...(LISTENERS[name].endsWith('SSL') ? tls : {}),
    ...(LISTENERS[name].startsWith('SASL') ? sasl : {}),
  }
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`listener.name.${name.toLowerCase()}.${key}`, value]),
  )
}

/** What StorageTool writes into the new log. */
export const SCRAM_ARGUMENTS = Object.entries(USERS).flatMap(([user, password]) =>
  ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${user},password=${password}]`,
  ]),
)

/** Who may do what; by Kafka's own tool, at the first start only. */
export async function addAcls(state, { command, classpath }) {
  const { guarded, hidden } = GUARDED
  const grants = [
    ['--allow-principal', 'User:alice', '--operation', 'Write', '--topic', guarded, '--topic', hidden],
    ['--allow-principal', 'User:bob', '--operation', 'Describe', '--topic', guarded],
  ]
  const tool = ['-XX:TieredStopAtLevel=1', '-cp', classpath, 'org.apache.kafka.tools.AclCommand']
  const where = ['--bootstrap-server', bootstrapServersOf(state), '--add']
  await Promise.all(grants.map((grant) => promisify(execFile)(command, [...tool, ...where, ...grant])))
}

/** What whoever connects must know: addresses by listener, files, users, and properties to paste by way. */
export function secureView(state) {
  const files = certificateFiles(certificatesFolder(state.name))
  const addresses = { PLAINTEXT: bootstrapServersOf(state) }
  for (const name of LISTENER_NAMES)
    addresses[name] = state.nodes.map((node) => `127.0.0.1:${node.listenerPorts[name]}`).join()
  return {
    addresses,
    files,
    keyPassword: KEY_PASSWORD,
    users: USERS,
    topics: GUARDED,
    ways: waysOf(addresses, files),
  }
}

/** Each way that works, as properties of librdkafka. */
function waysOf(addresses, files) {
  const tls = { 'ssl.ca.location': files.ca }
  const mtls = {
    'bootstrap.servers': addresses.MTLS,
    'security.protocol': 'ssl',
    ...tls,
    'ssl.certificate.location': files.clientCertificate,
  }
  const ways = {
    plaintext: { 'bootstrap.servers': addresses.PLAINTEXT },
    ssl: { 'bootstrap.servers': addresses.SSL, 'security.protocol': 'ssl', ...tls },
    mtls: { ...mtls, 'ssl.key.location': files.clientKey },
    'mtls, encrypted key': {
      ...mtls,
      'ssl.key.location': files.encryptedClientKey,
      'ssl.key.password': KEY_PASSWORD,
    },
  }
  for (const [listener, more] of Object.entries({ SASL_PLAINTEXT: {}, SASL_SSL: tls })) {
    const protocol = listener.toLowerCase()
    const base = { 'bootstrap.servers': addresses[listener], 'security.protocol': protocol, ...more }
    for (const mechanism of ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']) {
      const login = { 'sasl.username': 'alice', 'sasl.password': USERS.alice }
      ways[`${protocol} ${mechanism}`] = { ...base, 'sasl.mechanism': mechanism, ...login }
    }
    ways[`${protocol} OAUTHBEARER`] = {
      ...base,
      'sasl.mechanism': 'OAUTHBEARER',
      // librdkafka makes the token itself; with a function of one's own: docs/security.md.
      'enable.sasl.oauthbearer.unsecure.jwt': 'true',
      'sasl.oauthbearer.config': 'principal=alice',
    }
  }
  return ways
}
