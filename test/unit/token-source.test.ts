import { afterEach, expect, test, vi } from 'vitest'
import { TOKEN_LIMIT_MS, TokenSource } from '../../src/engine/token-source.js'
import type { OauthFunction } from '../../src/index.js'
import { unsecuredToken } from '../support/unsecured-token.js'

afterEach(() => {
  vi.useRealTimers()
})

/** Keeps what librdkafka would be told. */
function source(ask: OauthFunction, refusal = '') {
  const told = { tokens: [] as string[], failures: [] as string[] }
  const client = {
    setToken(token: string) {
      told.tokens.push(token)
      return refusal
    },
    setTokenFailure: (why: string) => void told.failures.push(why),
  }
  return { told, tokens: new TokenSource(ask, client) }
}

test('a function that says nothing for 20 s has failed, hears of it, and may be asked again', async () => {
  vi.useFakeTimers()
  const signals: AbortSignal[] = []
  let answer: ((token: ReturnType<typeof unsecuredToken>) => void) | undefined
  const { told, tokens } = source(({ signal }) => {
    signals.push(signal)
    return new Promise((resolve) => (answer = resolve))
  })
  tokens.refresh()
  tokens.refresh() // one at a time
  await vi.advanceTimersByTimeAsync(TOKEN_LIMIT_MS - 1)
  expect({ calls: signals.length, failures: told.failures }).toEqual({ calls: 1, failures: [] })
  await vi.advanceTimersByTimeAsync(1)
  expect(told.failures).toEqual(['the option oauth gave no token within 20 s (1. failure in a row)'])
  expect(signals[0]!.aborted).toBe(true)

  answer!(unsecuredToken('late', 60_000))
  await vi.advanceTimersByTimeAsync(0)
  expect(told.tokens).toEqual([])
  tokens.refresh()
  await vi.advanceTimersByTimeAsync(0)
  answer!(unsecuredToken('a', 60_000))
  await vi.advanceTimersByTimeAsync(0)
  expect({ calls: signals.length, tokens: told.tokens.length }).toEqual({ calls: 2, tokens: 1 })
})

test('failures are counted, so that librdkafka tells each of them; a token ends the row', async () => {
  let fails = true
  const { told, tokens } = source(async () => {
    if (fails) throw new Error('down')
    return unsecuredToken('a', 60_000)
  })
  for (const failing of [true, true, false, true]) {
    fails = failing
    tokens.refresh()
    await new Promise((resolve) => setTimeout(resolve))
  }
  expect(told.failures.map((text) => /\((\d)/.exec(text)?.[1])).toEqual(['1', '2', '1'])
})

test('what librdkafka itself refuses is a failure like others', async () => {
  const { told, tokens } = source(() => unsecuredToken('a', 60_000), 'no')
  tokens.refresh()
  await new Promise((resolve) => setTimeout(resolve))
  expect(told.failures).toEqual(['the option oauth gave what librdkafka refuses: no (1. failure in a row)'])
})
