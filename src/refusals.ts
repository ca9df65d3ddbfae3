/** How far a connection came: its rungs, from the lowest up. */
export type Rung = 'dns' | 'tcp' | 'tls' | 'sasl' | 'authorisation'

export interface Refusal {
  readonly rung: Rung
  /** What it means and what mends it, in a sentence or two. */
  readonly advice: string
}

interface Row extends Refusal {
  /** librdkafka's code, where the text alone would not do. */
  readonly code?: string
  /** librdkafka's text, with the state that the connection was in. */
  readonly text: RegExp
}

const TLS_WITHOUT = 'with TLS a client needs security.protocol=ssl or sasl_ssl'
const OWN_CERTIFICATE =
  'ssl.certificate.location and ssl.key.location (or .pem), signed by a CA that the broker trusts'

/**
 * What librdkafka's texts mean; the first that fits counts. It says what it saw ("Disconnected"), and in which
 * state: what a broker did not like stands nowhere in the protocol, and follows from how far the connection came.
 */
const ROWS: readonly Row[] = [
  {
    code: '_RESOLVE',
    text: /./,
    rung: 'dns',
    advice:
      'the name is unknown here: look at bootstrap.servers, and, where a broker gave the name, at its advertised.listeners',
  },
  // The numbers are OpenSSL's X509_V_ERR_*, as the addon writes them.
  {
    text: /X509 error 10\b/,
    rung: 'tls',
    advice: 'its certificate has expired (or one of a CA in its chain): the broker needs a new one',
  },
  {
    text: /X509 error 9\b/,
    rung: 'tls',
    advice: 'its certificate is not valid yet: look at the clocks of both machines',
  },
  {
    text: /X509 error (62|64)\b/,
    rung: 'tls',
    advice:
      'its certificate is for another host name: connect by a name that is in it, or have this one added to it',
  },
  {
    text: /X509 error (2|18|19|20|21)\b/,
    rung: 'tls',
    advice:
      'no CA that is trusted here signed its certificate: set ssl.ca.location (or ssl.ca.pem) to the one that did',
  },
  {
    text: /certificate verify failed/,
    rung: 'tls',
    advice:
      'its certificate is not trusted: signed by none of ssl.ca.location, expired, or for another host name',
  },
  {
    text: /No matching issuer found.* SSL alert/,
    rung: 'tls',
    advice:
      'the broker wants a certificate of yours, and none of its CAs signed this one: it was not even sent',
  },
  {
    text: /SSL alert number (42|116)\b|certificate required/,
    rung: 'tls',
    advice: `the broker wants a certificate of yours (mTLS): ${OWN_CERTIFICATE}`,
  },
  {
    text: /SSL alert number (43|44|45|46|48)\b/,
    rung: 'tls',
    advice: `the broker refuses your certificate: ${OWN_CERTIFICATE}, and not expired`,
  },
  {
    text: /SSL alert number (40|70|71)\b|no shared cipher|unsupported protocol/,
    rung: 'tls',
    advice: 'the broker and you have no TLS version, cipher or signature algorithm in common',
  },
  {
    // 0x1503…: the first bytes of a TLS alert, read as a length.
    text: /Invalid response size 3525(18[3-9]|19[01])\d\d\b/,
    rung: 'tls',
    advice: `what listens there answers in TLS: ${TLS_WITHOUT}`,
  },
  {
    // 'HTTP', read as a length.
    text: /Invalid response size 1213486160\b/,
    rung: 'tcp',
    advice: 'an HTTP server answers there, and no Kafka broker: look at address and port',
  },
  {
    text: /PLAINTEXT broker listener|wrong version number|closed by peer.* in state SSL_HANDSHAKE|SSL handshake failed: Disconnected|SSL_HANDSHAKE.*Disconnected/,
    rung: 'tls',
    advice:
      'what listens there does not speak TLS: take the port of its TLS listener, or a security.protocol without SSL',
  },
  {
    text: /ssl:\/\/.*Disconnected.* in state (APIVERSION_QUERY|AUTH_\w+)/,
    rung: 'tls',
    advice: `the broker closed the connection right after the handshake, as one does that wants a certificate of yours: ${OWN_CERTIFICATE}`,
  },
  {
    text: /Disconnected.* in state APIVERSION_QUERY/,
    rung: 'tls',
    advice: `the broker closed the connection at the first word, as a TLS listener does: ${TLS_WITHOUT}`,
  },
  {
    text: /Request not valid in current SASL state/,
    rung: 'sasl',
    advice:
      'this listener takes no login: another port, or a security.protocol without SASL (plaintext, or ssl); where it took one before: the token lives too short',
  },
  {
    text: /[Uu]nsupported SASL mechanism/,
    rung: 'sasl',
    advice: 'the broker does not offer this sasl.mechanism: take one that it names',
  },
  {
    text: /Failed to acquire SASL OAUTHBEARER token/,
    rung: 'sasl',
    advice: 'no token, no login; it is asked for again in 10 s',
  },
  {
    text: /OAUTHBEARER|invalid_token/,
    rung: 'sasl',
    advice: 'the broker refuses the token: look at its expiry, audience and issuer',
  },
  {
    code: '_AUTHENTICATION',
    text: /./,
    rung: 'sasl',
    advice:
      'the broker refuses the login: look at sasl.username, sasl.password and sasl.mechanism (users are kept by mechanism)',
  },
  {
    text: /Disconnected.* in state UP/,
    rung: 'sasl',
    advice:
      'the broker closed the connection at the first request: it is going down, or the listener wants a login: security.protocol=sasl_plaintext or sasl_ssl',
  },
  {
    text: /in state AUTH_\w+/,
    rung: 'sasl',
    advice: 'the connection ended during the login',
  },
  {
    text: /timed out.* in state SSL_HANDSHAKE/,
    rung: 'tls',
    advice: 'nobody answers the TLS handshake: no TLS listener, or it hangs',
  },
  {
    text: /timed out.* in state APIVERSION_QUERY/,
    rung: 'tcp',
    advice: 'somebody listens there and does not answer: no Kafka broker, or it hangs',
  },
  { text: /in state SSL_HANDSHAKE/, rung: 'tls', advice: 'the connection ended during the TLS handshake' },
  { code: '_SSL', text: /./, rung: 'tls', advice: 'TLS failed: see docs/security.md' },
  {
    text: /Connection refused/,
    rung: 'tcp',
    advice: 'nobody listens there: look at the port, and whether the broker runs',
  },
  {
    text: /Connect to .* failed|in state CONNECT\b|timed out|unreachable/i,
    rung: 'tcp',
    advice: 'nobody answers there: look at the address, and at the firewalls on the way',
  },
]

/** The rung that a refusal stands on, and what mends it; undefined where the text does not tell. */
export function explainRefusal(code: string, text: string): Refusal | undefined {
  const missing = GRANTS[code]
  if (missing !== undefined) return { rung: 'authorisation', advice: `${GRANT}: ${missing}` }
  return ROWS.find((row) => (row.code === undefined || row.code === code) && row.text.test(text))
}

const GRANT = 'an administrator must grant it'

/** Kafka's names for operations and resources, as kafka-acls.sh takes them. */
const GRANTS: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: 'operation Write on the topic (Create as well, where it is to come by itself)',
  CLUSTER_AUTHORIZATION_FAILED:
    'operation Write on a topic, or IdempotentWrite on the cluster before Kafka 2.8; or set enable.idempotence=false',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'operations Write and Describe on the transactional.id',
  GROUP_AUTHORIZATION_FAILED: 'operation Read on the consumer group',
}

/** What a producer lacks to write to this topic. */
export function explainDenied(topic: string): string {
  return `${GRANT}: operation Write on topic '${topic}' (kafka-acls.sh --add --allow-principal User:… --operation Write --topic ${topic})`
}

const RUNG_OF_CODE: Readonly<Record<string, Rung>> = {
  _RESOLVE: 'dns',
  _SSL: 'tls',
  _AUTHENTICATION: 'sasl',
  SASL_AUTHENTICATION_FAILED: 'sasl',
}

/** Where a code alone says it. */
export function rungOf(code: string): Rung | undefined {
  return Object.hasOwn(GRANTS, code) ? 'authorisation' : RUNG_OF_CODE[code]
}

/** As it stands in an error's text. */
export const RUNG_NAMES: Readonly<Record<Rung, string>> = {
  dns: 'DNS',
  tcp: 'TCP',
  tls: 'TLS',
  sasl: 'SASL',
  authorisation: 'authorisation',
}
