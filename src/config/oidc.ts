import type { Layers } from './layers.js'

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const ASSERTION = 'sasl.oauthbearer.assertion'
const METHOD = 'sasl.oauthbearer.method=oidc'

/** An assertion from a file is complete: whatever would make one excludes it. */
const MAKES_ASSERTION = [
  'private.key.file',
  'private.key.pem',
  'private.key.passphrase',
  'jwt.template.file',
  'claim.sub',
  'claim.aud',
  'claim.iss',
  'claim.jti.include',
  'claim.exp.seconds',
  'claim.nbf.seconds',
].map((name) => `${ASSERTION}.${name}`)

/** What only changes an assertion by its value: its default does no harm. */
const DEFAULTED = ['claim.jti.include', 'claim.exp.seconds', 'claim.nbf.seconds'].map(
  (name) => `${ASSERTION}.${name}`,
)

/** `rd_kafka_conf_finalize_oauthbearer_oidc`; it looks at no security.protocol. */
export function checkOidc(layers: Layers): void {
  if (layers.value('sasl.mechanism')?.toUpperCase() !== 'OAUTHBEARER') return
  if (layers.value('sasl.oauthbearer.method') !== 'oidc') return
  const unsecured = 'enable.sasl.oauthbearer.unsecure.jwt'
  if (layers.value(unsecured) === 'true') {
    const text = `${unsecured}=true and ${METHOD} exclude each other; leave one out`
    layers.complain('oauth', layers.as(unsecured), text)
  }
  const metadata = layers.value('sasl.oauthbearer.metadata.authentication.type')
  checkEndpoint(layers, metadata)
  if (metadata === 'none') checkGrant(layers)
  // The setter cuts leading blanks; an empty text counts as not set.
  const claim = 'sasl.oauthbearer.sub.claim.name'
  if (/^\s+$/.test(layers.user.get(claim)?.text ?? ''))
    layers.refuse('oauth', claim, 'a name that is not blank')
}

function checkEndpoint(layers: Layers, metadata: string | undefined): void {
  const endpoint = 'sasl.oauthbearer.token.endpoint.url'
  if (!layers.isMissing(endpoint) || metadata === 'aws_iam') return
  if (metadata !== 'azure_imds') {
    layers.need('oauth', METHOD, [endpoint])
    return
  }
  const config = 'sasl.oauthbearer.config'
  const entries = (layers.value(config) ?? '').split(',').filter((entry) => entry.trim() !== '')
  if (entries.some((entry) => !entry.includes('='))) {
    // rd_kafka_conf_kv_get goes on with what rd_kafka_conf_kv_split has not filled in.
    layers.refuse('crash', config, 'name=value entries, separated by commas')
  } else if (!entries.slice(0, Math.ceil(entries.length / 2)).some((entry) => /^\s*query=/.test(entry))) {
    // rd_kafka_conf_kv_get looks at the first half of the entries only.
    const text = `${endpoint}: missing, azure_imds needs it, or query=… as the first entry of ${config}`
    layers.complain('oauth', endpoint, text)
  }
}

/** `rd_kafka_conf_finalize_oauthbearer_oidc_grant_type` */
function checkGrant(layers: Layers): void {
  if (layers.value('sasl.oauthbearer.grant.type') !== JWT_BEARER) {
    const credentials = 'sasl.oauthbearer.client.credentials.client'
    layers.need('oauth', METHOD, [`${credentials}.id`, `${credentials}.secret`])
    return
  }
  const [file, pem] = [`${ASSERTION}.private.key.file`, `${ASSERTION}.private.key.pem`]
  if (layers.isSet(`${ASSERTION}.file`)) {
    for (const name of MAKES_ASSERTION) {
      const changes = DEFAULTED.includes(name) ? layers.user.has(name) : layers.isSet(name)
      if (!changes) continue
      const text = `${layers.as(name)} and ${layers.as(`${ASSERTION}.file`)} exclude each other; leave one out`
      layers.complain('oauth', layers.as(name), text)
    }
  } else if (layers.isSet(file) && layers.isSet(pem)) {
    layers.complain('oauth', layers.as(file), `${file} and ${pem} exclude each other; leave one out`)
  } else if (layers.isMissing(file) && layers.isMissing(pem)) {
    layers.complain(
      'oauth',
      file,
      `${file}: missing, the jwt-bearer grant needs it, or ${pem}, or ${ASSERTION}.file`,
    )
  }
}
