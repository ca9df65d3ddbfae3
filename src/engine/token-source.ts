import { describe, isPlainObject } from '../describe.js'
import type { AddonClient } from './addon.js'
import type { OauthFunction, OauthToken } from './engine.js'

/** As long as librdkafka's own requests for a token (OIDC) may take. */
export const TOKEN_LIMIT_MS = 20_000
/** The last moment that a Date can say; librdkafka counts in microseconds, in 64 bits. */
const LATEST_MS = 8.64e15

/**
 * Asks the user's function when librdkafka wants a token: at the start, and then when 80 % of its life are over. It
 * runs from the event loop and nobody waits for it; what goes wrong is an error event, and librdkafka asks again in
 * 10 s (`rd_kafka_oauthbearer_set_token_failure`).
 */
export class TokenSource {
  readonly #ask: OauthFunction
  readonly #client: Pick<AddonClient, 'setToken' | 'setTokenFailure'>
  #asking: AbortController | null = null
  #isClosed = false
  #failures = 0

  constructor(ask: OauthFunction, client: Pick<AddonClient, 'setToken' | 'setTokenFailure'>) {
    this.#ask = ask
    this.#client = client
  }

  refresh(): void {
    if (this.#asking === null && !this.#isClosed) void this.#refresh()
  }

  /** The function is told by its signal; what it still answers is not used. */
  close(): void {
    this.#isClosed = true
    this.#asking?.abort()
  }

  async #refresh(): Promise<void> {
    const asking = new AbortController()
    this.#asking = asking
    // An idle producer does not keep the process alive, nor does this.
    const timer = setTimeout(() => asking.abort(), TOKEN_LIMIT_MS).unref()
    const timeUp = new Promise<never>((_, reject) => {
      asking.signal.onabort = () => reject(new Refused(`gave no token within ${TOKEN_LIMIT_MS / 1000} s`))
    })
    try {
      const answer = await Promise.race([this.#call(asking.signal), timeUp])
      if (this.#isClosed) return
      const { token, lifetimeMs, principal, extensions } = checkToken(answer)
      const why = this.#client.setToken(token, lifetimeMs, principal, extensions)
      if (why !== '') throw new Refused(`gave what librdkafka refuses: ${why}`)
      this.#failures = 0
    } catch (error) {
      if (this.#isClosed) return
      const why = error instanceof Refused ? error.message : `threw ${textOf(error)}`
      // librdkafka tells a failure only when it is not the same as the last one.
      this.#client.setTokenFailure(`the option oauth ${why} (${++this.#failures}. failure in a row)`)
    } finally {
      clearTimeout(timer)
      this.#asking = null
    }
  }

  /** Not on librdkafka's account: what it throws at once is a failure like others. */
  async #call(signal: AbortSignal): Promise<unknown> {
    return this.#ask({ signal })
  }
}

class Refused extends Error {}

type Checked = Required<Omit<OauthToken, 'extensions'>> & { extensions: string[] }

/** Checked here and not by librdkafka, whose texts would show what was given. */
function checkToken(answer: unknown): Checked {
  if (!isPlainObject(answer)) throw new Refused(`gave ${kindOf(answer)}: expected { token, lifetimeMs }`)
  const { token, lifetimeMs, principal = '', extensions = {} } = answer
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw new Refused(`gave token: expected a text of visible ASCII characters, got ${kindOf(token)}`)
  }
  if (typeof lifetimeMs !== 'number' || !(lifetimeMs > Date.now() && lifetimeMs <= LATEST_MS)) {
    const got = typeof lifetimeMs === 'number' ? String(lifetimeMs) : kindOf(lifetimeMs)
    const expected = 'when the token expires, in milliseconds since 1970 (Date.now() + …), and not over yet'
    throw new Refused(`gave lifetimeMs: expected ${expected}, got ${got}`)
  }
  if (typeof principal !== 'string' || principal.includes('\0')) {
    throw new Refused(`gave principal: expected a text, got ${kindOf(principal)}`)
  }
  return { token, lifetimeMs: Math.floor(lifetimeMs), principal, extensions: checkExtensions(extensions) }
}

/** KIP-342, RFC 7628: names are letters, and `auth` is the token's own. */
function checkExtensions(extensions: unknown): string[] {
  if (!isPlainObject(extensions)) {
    throw new Refused(`gave extensions: expected an object of texts, got ${kindOf(extensions)}`)
  }
  return Object.entries(extensions).flatMap(([name, value]) => {
    if (!/^[A-Za-z]+$/.test(name) || name === 'auth') {
      throw new Refused("gave extensions: expected names of letters only, and none 'auth'")
    }
    if (typeof value !== 'string' || !/^[\t\n\r\x20-\x7e]*$/.test(value)) {
      throw new Refused(`gave extensions.${name}: expected a text of ASCII, got ${kindOf(value)}`)
    }
    return [name, value]
  })
}

/** Never the value: it may be the secret in the wrong place. */
function kindOf(value: unknown): string {
  if (typeof value !== 'string') return describe(value)
  return value === '' ? 'an empty text' : 'a text'
}

/** JSON.parse and others quote what they choke on: whatever may be a token is left out. */
function textOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : kindOf(error)
  return text
    .replace(/eyJ[\w.-]*|[\w~+=.-]{20,}/g, (word) => (looksSecret(word) ? '[hidden]' : word))
    .slice(0, 300)
}

/** A JWT's beginning, or letters of both sizes and digits all mixed up; no name of a host or of an error is that. */
function looksSecret(word: string): boolean {
  return word.startsWith('eyJ') || [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(word))
}
