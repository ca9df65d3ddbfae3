import { type Login, parseJaas } from './jaas.js'
import type { Translator } from './translator.js'

/** security.protocol, SASL and its JAAS text. Only what the protocol uses is looked at, as in Java. */
export function translateSecurity(to: Translator): void {
  const { java } = to
  if (java.isSet('security.protocol'))
    to.set('security.protocol', java.text('security.protocol').toLowerCase())
  if (!java.isSasl) {
    skip(to, /^sasl\./, 'security.protocol is not a SASL one')
    return
  }
  const mechanism = java.text('sasl.mechanism')
  if (mechanism === '') {
    java.refuse('sasl.mechanism', 'expected a mechanism, because of security.protocol; got an empty text')
    return
  }
  to.set('sasl.mechanism', mechanism)
  if (!java.isSet('sasl.jaas.config')) {
    const where = "a KafkaClient entry of a file named by a JVM's property cannot be seen from here"
    java.refuse('sasl.jaas.config', `missing, SASL needs it; ${where}: write its text as sasl.jaas.config`)
    return
  }
  const login = parseJaas(java.text('sasl.jaas.config'))
  if (typeof login === 'string') java.refuse('sasl.jaas.config', login)
  else translateLogin(to, mechanism, login)
  for (const name of [
    'sasl.login.callback.handler.class',
    'sasl.client.callback.handler.class',
    'sasl.login.class',
  ]) {
    if (java.isSet(name) && java.text(name) !== OAUTH_HANDLER) {
      to.note(name, 'lost', 'a Java class: librdkafka logs in by itself')
    }
  }
}

const OAUTH_HANDLER = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler'

function translateLogin(to: Translator, mechanism: string, { options }: Login): void {
  const known: Readonly<Record<string, string>> =
    mechanism === 'GSSAPI' ? KERBEROS : mechanism === 'OAUTHBEARER' ? OAUTH : PASSWORD
  const extensions: string[] = []
  for (const [option, value] of options) {
    const name = Object.hasOwn(known, option) ? known[option] : undefined
    if (name !== undefined) to.set(name, value)
    else if (option.startsWith('extension_') && mechanism === 'OAUTHBEARER') {
      extensions.push(`${option.slice('extension_'.length)}=${value}`)
    } else to.note('sasl.jaas.config', 'lost', `the option ${option} has no counterpart`)
  }
  if (extensions.length > 0) to.set('sasl.oauthbearer.extensions', extensions.join(','))
  if (mechanism === 'GSSAPI') translateKerberos(to, options)
  else if (mechanism === 'OAUTHBEARER') translateOauth(to, options)
  else to.note('sasl.jaas.config', 'approximate', 'taken apart into sasl.username and sasl.password')
}

const PASSWORD = { username: 'sasl.username', password: 'sasl.password' } as const
const KERBEROS = {
  serviceName: 'sasl.kerberos.service.name',
  principal: 'sasl.kerberos.principal',
  keyTab: 'sasl.kerberos.keytab',
} as const
const OAUTH = {
  clientId: 'sasl.oauthbearer.client.credentials.client.id',
  clientSecret: 'sasl.oauthbearer.client.credentials.client.secret',
  scope: 'sasl.oauthbearer.scope',
} as const

function translateKerberos(to: Translator, options: ReadonlyMap<string, string>): void {
  const { java } = to
  const [service, command] = ['sasl.kerberos.service.name', 'sasl.kerberos.kinit.cmd']
  if (java.isSet(service)) to.set(service, java.text(service))
  else if (!options.has('serviceName'))
    java.refuse(service, 'missing, GSSAPI needs it (or serviceName in sasl.jaas.config)')
  if (java.isSet(command)) {
    const text =
      'the path of a program in Java, a whole shell command with placeholders in librdkafka: not copied'
    to.note(command, 'false friend', text)
  }
  const relogin = 'sasl.kerberos.min.time.before.relogin'
  if (java.isSet(relogin)) to.setClamped(relogin, relogin, 0, 86_400_000)
  skip(to, /^sasl\.kerberos\.ticket\./, 'librdkafka renews by kinit at a set interval', 'lost')
}

const RETRIEVERS: Readonly<Record<string, string>> = {
  DefaultJwtRetriever: 'client_credentials',
  ClientCredentialsJwtRetriever: 'client_credentials',
  JwtBearerJwtRetriever: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
}

function translateOauth(to: Translator, login: ReadonlyMap<string, string>): void {
  const { java } = to
  if (java.text('sasl.login.callback.handler.class') !== OAUTH_HANDLER) {
    if (login.has('unsecuredLoginStringClaim_sub')) {
      to.set('enable.sasl.oauthbearer.unsecure.jwt', 'true')
      to.set('sasl.oauthbearer.config', `principal=${login.get('unsecuredLoginStringClaim_sub')}`)
      to.note('sasl.jaas.config', 'approximate', 'unsecured tokens, for tests: the subject carries over')
    }
    return
  }
  to.set('sasl.oauthbearer.method', 'oidc')
  const endpoint = 'sasl.oauthbearer.token.endpoint.url'
  if (!java.isSet(endpoint)) java.refuse(endpoint, 'missing, the login handler needs it')
  else if (java.text(endpoint).startsWith('file:'))
    to.note(endpoint, 'lost', 'a token from a file: librdkafka fetches tokens')
  const retriever = java.text('sasl.oauthbearer.jwt.retriever.class').split('.').at(-1)!
  const grant = Object.hasOwn(RETRIEVERS, retriever) ? RETRIEVERS[retriever] : undefined
  if (grant === undefined) to.note('sasl.oauthbearer.jwt.retriever.class', 'lost', 'a Java class of your own')
  else to.set('sasl.oauthbearer.grant.type', grant)
  for (const name of java.given.keys()) {
    if (
      /^sasl\.oauthbearer\.(assertion\.(?!template)|client\.|scope$|sub\.claim|token\.endpoint)/.test(name)
    ) {
      to.set(name, java.text(name))
    }
  }
  const template = 'sasl.oauthbearer.assertion.template.file'
  if (java.isSet(template)) to.set('sasl.oauthbearer.assertion.jwt.template.file', java.text(template))
  skip(
    to,
    /^sasl\.login\.(refresh|retry|connect|read)/,
    'librdkafka renews at 80 % of the lifetime, with 20 s a request',
    'lost',
  )
  const urlencode = 'sasl.oauthbearer.header.urlencode'
  if (java.text(urlencode) === 'true')
    to.note(urlencode, 'lost', 'librdkafka does not encode client id and secret')
  skip(
    to,
    /^sasl\.oauthbearer\.(jwks|clock|expected|jwt\.validator|scope\.claim)/,
    "a token's check, which brokers do",
  )
}

/** Told for each that was given. */
export function skip(
  to: Translator,
  names: RegExp,
  why: string,
  kind: 'not needed' | 'lost' = 'not needed',
): void {
  for (const name of to.java.given.keys()) if (names.test(name)) to.note(name, kind, why)
}
