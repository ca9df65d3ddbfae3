import { expect, test } from 'vitest'
import type { AddonClient } from '../../src/engine/addon.js'
import { Login } from '../../src/engine/login.js'
import { unsecuredToken } from '../support/unsecured-token.js'

/** Keeps what a client is told. */
function client() {
  const told: string[] = []
  const doors = {
    setToken: (token: string) => {
      told.push(`token ${token}`)
      return ''
    },
    setTokenFailure: (why: string) => void told.push(why),
    setSaslCredentials: (user: string, password: string) => {
      told.push(`${user}:${password}`)
      return 0
    },
  }
  return { told, client: doors as unknown as AddonClient }
}

test('after a recovery the new client logs in with what the former was told', async () => {
  const { token, lifetimeMs } = unsecuredToken('a', 60_000)
  const [former, next] = [client(), client()]
  const login = new Login(() => ({ token, lifetimeMs }))
  login.attach(former.client)
  login.setCredentials(former.client, 'u', 'new')
  login.attach(next.client)
  login.refresh()
  await new Promise((resolve) => setTimeout(resolve))
  expect(former.told).toEqual(['u:new'])
  expect(next.told).toEqual(['u:new', `token ${token}`])
})
