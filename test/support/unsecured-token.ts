import type { OauthToken } from '../../src/index.js'

/** A token that nobody signed (RFC 7515, appendix A.5), as a Kafka for tests takes it. */
export function unsecuredToken(user: string, lifeMs: number): OauthToken {
  const now = Date.now()
  const claims = { sub: user, iat: Math.floor(now / 1000) - 60, exp: (now + lifeMs) / 1000 }
  const [header, payload] = [{ alg: 'none' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  return { token: `${header}.${payload}.`, lifetimeMs: now + lifeMs, principal: user }
}
