import type { Layers } from './layers.js'

const UNSECURED = 'enable.sasl.oauthbearer.unsecure.jwt'
const OIDC = 'sasl.oauthbearer.method'

/** Where tokens come from: one source, and not none. */
export function checkOauth(layers: Layers, hasFunction: boolean): void {
  if (layers.isUnclear('sasl.mechanism', 'security.protocol', UNSECURED, OIDC)) return
  if (layers.number('test.mock.num.brokers') > 0) return
  const isSasl = layers.value('security.protocol')?.startsWith('sasl_') ?? false
  const isMechanism = layers.value('sasl.mechanism') === 'OAUTHBEARER'
  const sources = [
    ...(layers.value(OIDC) === 'oidc' ? [layers.show(OIDC)] : []),
    ...(layers.value(UNSECURED) === 'true' ? [layers.show(UNSECURED)] : []),
  ]
  if (!hasFunction) {
    if (!isSasl || !isMechanism || sources.length > 0) return
    const text = `sasl.mechanism=OAUTHBEARER needs the option oauth, a function that gives tokens, or ${OIDC}=oidc`
    layers.complain('token', 'oauth', `oauth: missing; ${text}`)
    return
  }
  if (!isSasl || !isMechanism) {
    const needs = 'sasl.mechanism=OAUTHBEARER and security.protocol=sasl_ssl (or sasl_plaintext)'
    const have = `${layers.shown('sasl.mechanism')} and ${layers.shown('security.protocol')}`
    layers.complain('token', 'oauth', `oauth: needs ${needs}; got ${have}`)
  }
  for (const source of sources)
    layers.complain('token', 'oauth', `oauth and ${source} exclude each other; leave one out`)
}
