import { lookup } from 'node:dns/promises'
import { expect, test, vi } from 'vitest'
import { expectFault } from '../support/diagnosed.js'

// A name server that is not there cannot be made without changing the machine.
vi.mock('node:dns/promises', () => ({ lookup: vi.fn() }))

const OPTIONS = { 'bootstrap.servers': 'broker.example:9092' }

test('a name server that gives no answer is not a wrong name', async () => {
  vi.mocked(lookup).mockRejectedValueOnce(Object.assign(new Error('try again'), { code: 'EAI_AGAIN' }))
  const { evidence } = await expectFault(['DNS', 'dns-unreachable'], OPTIONS)
  expect(evidence).toEqual(['getaddrinfo broker.example: EAI_AGAIN'])
})

test('one that is silent is not waited for', async () => {
  vi.mocked(lookup).mockReturnValueOnce(new Promise(() => {}))
  await expectFault(['DNS', 'dns-unreachable'], OPTIONS, { timeoutMs: 200 })
})
