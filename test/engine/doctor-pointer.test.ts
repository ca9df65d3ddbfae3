import { expect, onTestFinished, test, vi } from 'vitest'
import { NOBODY, openProducer, until } from '../support/producers.js'

test('a producer that nobody answers says where to look, when that has gone on for a while', async () => {
  let ahead = 0
  const now = performance.now.bind(performance)
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + ahead)
  onTestFinished(() => clock.mockRestore())
  const producer = openProducer({ ...NOBODY, 'reconnect.backoff.ms': 50, 'reconnect.backoff.max.ms': 100 })
  const texts: string[] = []
  producer.on('error', ({ message }) => texts.push(message))
  await until('an error came', () => texts.length > 0)
  expect(texts.join()).not.toContain('npx lingerbus doctor')
  ahead = 11_000
  await until('it is told again', () => texts.some((text) => text.includes('npx lingerbus doctor')))
})
