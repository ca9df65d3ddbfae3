import { expect, test } from 'vitest'
import { DoctorPointer } from '../../src/producer/doctor-pointer.js'

const trouble = (code: string) => ({ kind: 'error', code, text: 'Connection refused', fatal: false }) as const

test('the same trouble after ten seconds points to the doctor, once more after a minute’s peace it is a new one', () => {
  const pointer = new DoctorPointer()
  const pointsAt = (code: string, seconds: number) => {
    const event = pointer.point(trouble(code), seconds * 1000)
    return 'text' in event && event.text.includes('lingerbus doctor')
  }
  expect(pointsAt('_TRANSPORT', 100)).toBe(false)
  expect(pointsAt('_TRANSPORT', 105)).toBe(false)
  expect(pointsAt('_RESOLVE', 110)).toBe(false)
  expect(pointsAt('_TRANSPORT', 110)).toBe(true)
  expect(pointsAt('_TRANSPORT', 120)).toBe(true)
  expect(pointsAt('_TRANSPORT', 200)).toBe(false)
})

test('what the doctor cannot look into stays as it is', () => {
  const pointer = new DoctorPointer()
  const event = trouble('_FATAL')
  expect(pointer.point(event, 0)).toBe(event)
  expect(pointer.point(event, 20_000)).toBe(event)
})
