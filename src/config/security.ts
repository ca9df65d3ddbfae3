import type { Layers } from './layers.js'

/** Case counts. The manual omits SCRAM-SHA-1, which works. */
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'SCRAM-SHA-1', 'OAUTHBEARER', 'GSSAPI']

/** SASL, which librdkafka refuses when a producer is made, in words that often mislead. */
export function checkSasl(layers: Layers): void {
  const mechanism = layers.value('sasl.mechanism') ?? ''
  if (mechanism.toUpperCase() === 'OAUTHBEARER' && layers.value('sasl.oauthbearer.method') === 'oidc') {
    checkOidc(layers)
  }
  // The embedded cluster speaks plaintext only, and librdkafka sets the protocol to that.
  if (layers.number('test.mock.num.brokers') > 0) return
  if (!layers.value('security.protocol')?.startsWith('sasl_')) return
  const list = `one of ${MECHANISMS.join(', ')}`
  if (!layers.isSet('sasl.mechanism')) {
    // librdkafka would take GSSAPI, and then complain about a key table.
    if (lacksKeytab(layers) && !layers.refused.has('sasl.mechanism')) {
      layers.problems.push(
        `sasl.mechanism: missing, ${layers.show('security.protocol')} needs it; expected ${list}`,
      )
    }
    return
  }
  if (!MECHANISMS.includes(mechanism)) {
    layers.problems.push(`${layers.as('sasl.mechanism')}: expected ${list} (case counts); got '${mechanism}'`)
  }
  if (/^(PLAIN$|SCRAM-SHA-)/.test(mechanism)) need(layers, mechanism, ['sasl.username', 'sasl.password'])
  if (mechanism === 'GSSAPI' && lacksKeytab(layers)) need(layers, mechanism, ['sasl.kerberos.keytab'])
}

/** Certificates: what excludes or needs each other. The files themselves are read by the engine. */
export function checkTls(layers: Layers): void {
  if (layers.isSet('ssl.keystore.location')) need(layers, 'ssl.keystore.location', ['ssl.keystore.password'])
  if (layers.isSet('https.ca.location') && layers.isSet('https.ca.pem')) {
    layers.problems.push('https.ca.location and https.ca.pem exclude each other; leave one out')
  }
}

/** rd_kafka_conf_finalize_oauthbearer_oidc, the part that people meet; it looks at no security.protocol. */
function checkOidc(layers: Layers): void {
  if (layers.value('enable.sasl.oauthbearer.unsecure.jwt') === 'true') {
    layers.problems.push(
      'enable.sasl.oauthbearer.unsecure.jwt=true and sasl.oauthbearer.method=oidc exclude each other; leave one out',
    )
  }
  if (layers.value('sasl.oauthbearer.metadata.authentication.type') !== 'none') return
  const oidc = 'sasl.oauthbearer.method=oidc'
  need(layers, oidc, ['sasl.oauthbearer.token.endpoint.url'])
  if (layers.value('sasl.oauthbearer.grant.type') !== 'client_credentials') return
  const credentials = 'sasl.oauthbearer.client.credentials.client'
  need(layers, oidc, [`${credentials}.id`, `${credentials}.secret`])
}

/** The default kinit command names a key table, and it runs unless renewal is off. Windows uses the logon instead. */
function lacksKeytab(layers: Layers): boolean {
  if (process.platform === 'win32' || layers.isSet('sasl.kerberos.keytab')) return false
  const command = layers.value('sasl.kerberos.kinit.cmd') ?? ''
  return (
    layers.number('sasl.kerberos.min.time.before.relogin') > 0 && command.includes('%{sasl.kerberos.keytab}')
  )
}

function need(layers: Layers, because: string, names: readonly string[]): void {
  for (const name of names)
    if (layers.isMissing(name)) layers.problems.push(`${name}: missing, ${because} needs it`)
}
