import type { OauthFunction } from './engine.js'

/** `rd_kafka_oauthbearer_unsecured_token` */
const DEFAULT_LIFE_SECONDS = 3600

/**
 * librdkafka makes the first token of `enable.sasl.oauthbearer.unsecure.jwt` itself, and later ones in a callback that
 * clients of its event API never run: whoever connects after `lifeSeconds` would be refused. So the later ones are made
 * here, from the same `sasl.oauthbearer.config`; undefined where tokens come from elsewhere.
 */
export function unsecuredTokens(properties: Readonly<Record<string, string>>): OauthFunction | undefined {
  if (properties['enable.sasl.oauthbearer.unsecure.jwt'] !== 'true') return undefined
  const entries = (properties['sasl.oauthbearer.config'] ?? '').split(' ').filter((entry) => entry !== '')
  const config = new Map(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  )
  const principal = config.get('principal') ?? ''
  const scope = config.get('scope')
  const extensions = [...config].flatMap(([name, value]) =>
    name.startsWith('extension_') ? [[name.slice('extension_'.length), value]] : [],
  )
  return () => {
    const now = Date.now()
    const lifetimeMs = now + 1000 * Number(config.get('lifeSeconds') ?? DEFAULT_LIFE_SECONDS)
    const claims = {
      [config.get('principalClaimName') ?? 'sub']: principal,
      iat: now / 1000,
      exp: lifetimeMs / 1000,
      ...(scope === undefined ? {} : { [config.get('scopeClaimName') ?? 'scope']: scope.split(',') }),
    }
    const token = `${encode({ alg: 'none' })}.${encode(claims)}.`
    return { token, lifetimeMs, principal, extensions: Object.fromEntries(extensions) }
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
