import { accessSync, constants } from 'node:fs'
import type { Layers } from './layers.js'
import { expectedGot } from './problem.js'
import { HIDDEN, isSensitive, showValue } from './secrets.js'

/** Case counts. The manual omits SCRAM-SHA-1, which works. */
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'SCRAM-SHA-1', 'OAUTHBEARER', 'GSSAPI']

/** SASL, which librdkafka refuses when a producer is made, in words that often mislead. */
export function checkSasl(layers: Layers): void {
  const mechanism = layers.value('sasl.mechanism') ?? ''
  // The embedded cluster speaks plaintext only, and librdkafka sets the protocol to that.
  if (layers.number('test.mock.num.brokers') > 0) return
  if (!layers.value('security.protocol')?.startsWith('sasl_')) return
  const list = `one of ${MECHANISMS.join(', ')}`
  if (!layers.isSet('sasl.mechanism')) {
    // librdkafka would take GSSAPI, and then complain about a key table.
    if (lacksKeytab(layers) && !layers.refused.has('sasl.mechanism')) {
      const because = `${layers.show('security.protocol')} needs it`
      layers.complain('sasl', 'sasl.mechanism', `sasl.mechanism: missing, ${because}; expected ${list}`)
    }
    return
  }
  if (!MECHANISMS.includes(mechanism)) {
    const got = `'${mechanism}'`
    layers.problems.push(expectedGot('sasl', layers.as('sasl.mechanism'), `${list} (case counts)`, got))
  }
  if (/^(PLAIN$|SCRAM-SHA-)/.test(mechanism))
    layers.need('sasl', mechanism, ['sasl.username', 'sasl.password'])
  if (mechanism === 'GSSAPI' && lacksKeytab(layers)) layers.need('sasl', mechanism, ['sasl.kerberos.keytab'])
}

/** Certificates: what excludes or needs each other, and whether the files are there at all. */
export function checkTls(layers: Layers): void {
  if (layers.isSet('ssl.keystore.location')) {
    layers.need('tls', 'ssl.keystore.location', ['ssl.keystore.password'])
  }
  if (layers.isSet('https.ca.location')) {
    if (layers.isSet('https.ca.pem')) {
      const text = 'https.ca.location and https.ca.pem exclude each other; leave one out'
      layers.complain('tls', 'https.ca.location', text)
    }
    checkFile(layers, 'https.ca.location')
  }
  const isMock = layers.number('test.mock.num.brokers') > 0
  if (isMock || !/ssl$/.test(layers.value('security.protocol') ?? '')) return
  for (const name of FILES) checkFile(layers, name)
  for (const name of PEM_TEXTS) checkPem(layers, name)
  checkKey(layers)
}

/** SSL_CTX_check_private_key */
function checkKey(layers: Layers): void {
  const key = ['ssl.key.pem', 'ssl.key.location'].find((name) => layers.isSet(name))
  const certificates = ['ssl.certificate.pem', 'ssl.certificate.location', 'ssl.keystore.location']
  if (key === undefined || !certificates.every((name) => layers.isMissing(name))) return
  const text = `ssl.certificate.pem: missing, ${layers.as(key)} needs it, or ssl.certificate.location`
  layers.complain('tls', 'ssl.certificate.pem', text)
}

/** Read by `rd_kafka_ssl_set_certs`, and only with a TLS protocol. */
const FILES = ['ca', 'crl', 'certificate', 'key', 'keystore'].map((what) => `ssl.${what}.location`)
const PEM_TEXTS = ['ssl.ca.pem', 'ssl.certificate.pem', 'ssl.key.pem']

/** What is expected of a file: whoever reads a configuration of another machine leaves it out. */
export const READABLE_FILE = 'a file that can be read'

function checkFile(layers: Layers, name: string): void {
  const file = layers.value(name)
  if (file === undefined || file === 'probe') return
  try {
    accessSync(file, constants.R_OK)
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'which does not exist' : 'which cannot be read'
    layers.problems.push(
      expectedGot(
        'tls',
        layers.as(name),
        READABLE_FILE,
        `${isSensitive(name) ? HIDDEN : showValue(file)}, ${why}`,
      ),
    )
  }
}

function checkPem(layers: Layers, name: string): void {
  const text = layers.value(name)
  if (text === undefined || text.includes('-----BEGIN')) return
  // Whatever it is: keys and certificates are easily taken for each other.
  const hint = ` (a file by its path is ${name.replace('.pem', '.location')})`
  layers.problems.push(expectedGot('tls', layers.as(name), 'PEM text, from -----BEGIN on', HIDDEN, hint))
}

/** The default kinit command names a key table, and it runs unless renewal is off. Windows uses the logon instead. */
function lacksKeytab(layers: Layers): boolean {
  if (process.platform === 'win32' || layers.isSet('sasl.kerberos.keytab')) return false
  if (layers.isUnclear('sasl.kerberos.keytab', 'sasl.kerberos.min.time.before.relogin')) return false
  const command = layers.value('sasl.kerberos.kinit.cmd') ?? ''
  return (
    layers.number('sasl.kerberos.min.time.before.relogin') > 0 && command.includes('%{sasl.kerberos.keytab}')
  )
}
