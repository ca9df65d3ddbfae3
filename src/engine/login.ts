import type { AddonClient } from './addon.js'
import type { OauthFunction } from './engine.js'
import { TokenSource } from './token-source.js'

/** What a client logs in with while it runs. After a recovery another client goes on with what the former was told. */
export class Login {
  readonly #oauth: OauthFunction | undefined
  #tokens: TokenSource | null = null
  #credentials: readonly [user: string, password: string] | null = null

  constructor(oauth: OauthFunction | undefined) {
    this.#oauth = oauth
  }

  /** The properties that it was made of may be older than its password. */
  attach(client: AddonClient): void {
    this.close()
    if (this.#oauth !== undefined) this.#tokens = new TokenSource(this.#oauth, client)
    if (this.#credentials !== null) client.setSaslCredentials(...this.#credentials)
  }

  /** librdkafka wants a token. */
  refresh(): void {
    this.#tokens?.refresh()
  }

  setCredentials(client: AddonClient, user: string, password: string): number {
    this.#credentials = [user, password]
    return client.setSaslCredentials(user, password)
  }

  close(): void {
    this.#tokens?.close()
    this.#tokens = null
  }
}
