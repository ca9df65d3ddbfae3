import { problem } from '../problem.js'
import { showValue } from '../secrets.js'
import { skip } from './security.js'
import type { Translator } from './translator.js'

/** Key stores, trust stores and PEM texts; `DefaultSslEngineFactory` says what excludes what. */
export function translateStores(to: Translator): void {
  const { java } = to
  if (!java.isTls) {
    skip(to, /^ssl\./, 'security.protocol does not use TLS')
    return
  }
  translateKeys(to)
  translateTrust(to)
  const password = 'ssl.key.password'
  if (java.isSet(password)) to.set(password, java.text(password))
  const algorithm = 'ssl.endpoint.identification.algorithm'
  if (java.isSet(algorithm)) to.set(algorithm, java.text(algorithm) === '' ? 'none' : 'https')
  if (java.isSet('ssl.cipher.suites')) {
    const text = "JSSE's names in Java, OpenSSL's in librdkafka (TLS 1.2 and older only): not copied"
    to.note('ssl.cipher.suites', 'false friend', text)
  }
  skip(
    to,
    /^ssl\.(enabled\.protocols|protocol)$/,
    "OpenSSL negotiates the version; bounds belong in OpenSSL's configuration",
    'lost',
  )
  skip(
    to,
    /^ssl\.(provider|engine\.factory|secure\.random|keymanager|trustmanager)/,
    'a setting of the JVM',
    'lost',
  )
}

function translateKeys(to: Translator): void {
  const { java } = to
  const type = java.text('ssl.keystore.type').toUpperCase()
  const [key, chain, location, password] = [
    'ssl.keystore.key',
    'ssl.keystore.certificate.chain',
    'ssl.keystore.location',
    'ssl.keystore.password',
  ] as const
  if (java.isSet(key) || java.isSet(chain)) {
    if (type !== 'PEM') java.refuse(key, 'needs ssl.keystore.type=PEM')
    if (!java.isSet(chain)) java.refuse(key, `needs ${chain}`)
    if (!java.isSet(key)) java.refuse(chain, `needs ${key}`)
    if (java.isSet(location)) java.refuse(key, `and ${location} exclude each other`)
    to.set('ssl.key.pem', java.text(key))
    to.set('ssl.certificate.pem', java.text(chain))
  } else if (java.isSet(password) && !java.isSet(location)) java.refuse(password, `needs ${location}`)
  else if (java.isSet(location)) translateKeyStore(to, type, java.text(location))
  if (type === 'PEM' && java.isSet(password) && (java.isSet(key) || java.isSet(location))) {
    java.refuse(password, 'a PEM key store has no password of its own, only ssl.key.password')
  }
}

function translateKeyStore(to: Translator, type: string, file: string): void {
  const { java } = to
  const [location, password] = ['ssl.keystore.location', 'ssl.keystore.password'] as const
  if (type === 'PEM') {
    to.set('ssl.certificate.location', file)
    to.set('ssl.key.location', file)
    return
  }
  if (!java.isSet(password)) java.refuse(location, `needs ${password}`)
  if (type === 'PKCS12') {
    to.set(location, file)
    to.set(password, java.text(password))
    return
  }
  const commands = `keytool -importkeystore -srckeystore ${file} -destkeystore ${file}.p12 -deststoretype PKCS12`
  refuseStore(
    to,
    location,
    type,
    file,
    `convert it: ${commands}; then ssl.keystore.type=PKCS12 and ${location}=${file}.p12`,
  )
}

function translateTrust(to: Translator): void {
  const { java } = to
  const [certificates, location, password] = [
    'ssl.truststore.certificates',
    'ssl.truststore.location',
    'ssl.truststore.password',
  ] as const
  const type = java.text('ssl.truststore.type').toUpperCase()
  if (java.isSet(certificates)) {
    if (type !== 'PEM') java.refuse(certificates, 'needs ssl.truststore.type=PEM')
    if (java.isSet(location)) java.refuse(certificates, `and ${location} exclude each other`)
    to.set('ssl.ca.pem', java.text(certificates))
  } else if (java.isSet(password) && !java.isSet(location)) java.refuse(password, `needs ${location}`)
  else if (java.isSet(location)) {
    const file = java.text(location)
    if (type === 'PEM') to.set('ssl.ca.location', file)
    else {
      const toPkcs12 = `keytool -importkeystore -srckeystore ${file} -destkeystore ${file}.p12 -deststoretype PKCS12`
      const toPem = `openssl pkcs12 -in ${file}.p12 -nokeys -out ca.pem`
      const steps = type === 'PKCS12' ? toPem.replace(`${file}.p12`, file) : `${toPkcs12}, then ${toPem}`
      refuseStore(
        to,
        location,
        type,
        file,
        `convert it: ${steps}; then ssl.truststore.type=PEM and ${location}=ca.pem`,
      )
    }
  }
  const isPem = type === 'PEM' && (java.isSet(certificates) || java.isSet(location))
  if (isPem && java.isSet(password)) java.refuse(password, 'a PEM trust store has no password')
}

function refuseStore(to: Translator, name: string, type: string, file: string, advice: string): void {
  const text = `${name}: a ${type} store, ${showValue(file)}, which librdkafka cannot read; ${advice}`
  to.java.problems.push(problem('store', name, text))
}
