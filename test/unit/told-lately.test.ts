import { expect, test } from 'vitest'
import { ToldLately } from '../../src/told-lately.js'

test('a trouble is told at once, then at most every ten seconds, each for itself', () => {
  const told = new ToldLately()
  expect(told.isToBeTold('broker a', 0)).toBe(true)
  expect(told.isToBeTold('broker b', 1)).toBe(true)
  expect(told.isToBeTold('broker a', 9999)).toBe(false)
  expect(told.isToBeTold('broker a', 10_000)).toBe(true)
  expect(told.isToBeTold('broker a', 19_999)).toBe(false)
})

test('however many there are, it remembers a thousand', () => {
  const told = new ToldLately()
  for (let index = 0; index < 1000; index++) told.isToBeTold(`topic ${index}`, 0)
  expect(told.isToBeTold('topic 0', 1)).toBe(false)
  expect(told.isToBeTold('one more', 2)).toBe(true)
  expect(told.isToBeTold('topic 0', 3)).toBe(true)
})
