import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { makeRecords } from '../../src/measure/payload.js'
import type { SlotOrder } from '../../src/measure/protocol.js'
import { readRecords, writeRecords } from '../../src/measure/records-file.js'

type Payload = SlotOrder['payload']
const payload = (part: Partial<Payload>): Payload => ({
  kind: 'json',
  size: { min: 200, max: 200 },
  file: null,
  keys: { kind: 'none' },
  ...part,
})
const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-payload-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(['json', 'log-lines', 'random'] as const)('%s', (kind) => {
  const { values, keys, meanBytes } = makeRecords(payload({ kind }), 1)
  const texts = values.map((value) => value!.toString('latin1'))

  test('is as long as asked for, and each one differs', () => {
    expect(new Set(values.map((value) => value!.length))).toEqual(new Set([200]))
    expect(meanBytes).toBe(200)
    expect(keys).toBeNull()
    expect(values.length).toBeGreaterThan(10_000)
    expect(new Set(texts).size).toBe(values.length)
  })

  test('is the same for the same seed, and another one for another', () => {
    expect(makeRecords(payload({ kind }), 1).values.slice(0, 100)).toEqual(values.slice(0, 100))
    expect(makeRecords(payload({ kind }), 2).values[0]).not.toEqual(values[0])
  })

  test('is drawn evenly where a range is given', () => {
    const drawn = makeRecords(payload({ kind, size: { min: 100, max: 300 } }), 1)
    const lengths = drawn.values.map((value) => value!.length)
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([100, 300])
    expect(drawn.meanBytes).toBeGreaterThan(195)
    expect(drawn.meanBytes).toBeLessThan(205)
  })

  test('compresses as what it stands for', () => {
    const share = gzipSync(Buffer.concat(values.slice(0, 500) as Buffer[])).length / (500 * 200)
    if (kind === 'random') expect(share).toBeGreaterThan(0.99)
    else expect(share).toBeLessThan(0.6)
  })
})

test('json is JSON', () => {
  for (const value of makeRecords(payload({ size: { min: 80, max: 400 } }), 1).values.slice(0, 500))
    expect(JSON.parse(value!.toString())).toHaveProperty('event')
})

describe('keys', () => {
  const countsOf = (keys: Payload['keys']) => {
    const counts = new Map<string, number>()
    for (const key of makeRecords(payload({ keys }), 1).keys!)
      counts.set(key!.toString(), (counts.get(key!.toString()) ?? 0) + 1)
    return counts
  }

  test('uniform: all of them, about equally often', () => {
    const counts = [...countsOf({ kind: 'uniform', count: 100 }).values()]
    expect(counts).toHaveLength(100)
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.5)
  })

  test('zipf: the first twice as often as the second, ten times as often as the tenth', () => {
    const counts = countsOf({ kind: 'zipf', count: 1000 })
    expect(counts.get('key-0')! / counts.get('key-1')!).toBeCloseTo(2, 0)
    expect(counts.get('key-0')! / counts.get('key-9')!).toBeGreaterThan(8)
    expect(counts.get('key-0')! / counts.get('key-9')!).toBeLessThan(12)
  })

  test('few records do not mean few keys', () => {
    const large = payload({
      kind: 'random',
      size: { min: 500_000, max: 500_000 },
      keys: { kind: 'uniform', count: 1000 },
    })
    const { values, keys } = makeRecords(large, 1)
    expect(values.length).toBeLessThan(100)
    expect(new Set(keys!.map(String)).size).toBe(1000)
  })
})

test('records that were read keep their bytes, their keys and their nulls', () => {
  const records = [
    [Buffer.from([0, 10, 255]), Buffer.from('Grüße\n')],
    [null, Buffer.alloc(0)],
    [Buffer.from('k'), null],
  ] as const
  const file = path.join(folder, 'records')
  writeRecords(file, records)
  expect(readRecords(file)).toEqual(records)
  const made = makeRecords(payload({ kind: 'topic', size: null, file, keys: { kind: 'own' } }), 1)
  expect(made.keys).toEqual(records.map(([key]) => key))
  expect(made.values).toEqual(records.map(([, value]) => value))
})
