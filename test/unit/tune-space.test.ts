import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { expectBatch, prune, type Workload } from '../../src/tune/arithmetic.js'
import { readBase } from '../../src/tune/contenders.js'
import { DEPTHS, estimate, roundsFor, slotSecondsFor } from '../../src/tune/depth.js'
import { nameOf } from '../../src/tune/figures.js'
import { parseGoal } from '../../src/tune/goal.js'
import { toJava } from '../../src/tune/java-names.js'
import { candidatesOf, withFrom } from '../../src/tune/space.js'

const CURRENT = { 'linger.ms': '5', 'batch.size': '1000000' }
const SLOW: Workload = {
  rate: 1000,
  meanBytes: 100,
  partitions: 1,
  hasKeys: false,
  isIdempotent: true,
  roundTripMs: 1,
}

describe('the settings that are tried', () => {
  test('the current ones come first, also from outside of the space', () => {
    const names = candidatesOf({ 'linger.ms': ['1', '2'] }, CURRENT).map(nameOf)
    expect(names).toEqual([
      'linger.ms=5 batch.size=1000000',
      'linger.ms=1 batch.size=1000000',
      'linger.ms=2 batch.size=1000000',
    ])
  })

  test('linger.ms=0 brings a sticky time: without it librdkafka scatters messages without a key', () => {
    const [, zero] = candidatesOf({ 'linger.ms': ['0'] }, CURRENT)
    expect(zero!['sticky.partitioning.linger.ms']).toBe('10')
    expect(withFrom(zero!, 'linger.ms', CURRENT)).toEqual(CURRENT)
  })

  test("a sticky time of the user is everybody's", () => {
    const options = { 'bootstrap.servers': 'a:9092', 'sticky.partitioning.linger.ms': 50 } as const
    const { current, keepsSticky, options: kept } = readBase(options, { 'linger.ms': ['0'] })
    expect(kept['sticky.partitioning.linger.ms']).toBe('50')
    const names = candidatesOf({ 'linger.ms': ['0'] }, current, keepsSticky).map(nameOf)
    expect(names).toEqual(['linger.ms=5', 'linger.ms=0'])
  })

  test('a secret is not tuned: it would be in every name', () => {
    const options = { 'bootstrap.servers': 'a:9092' } as const
    expect(() => readBase(options, { 'ssl.key.password': ['a', 'b'] })).toThrow('a secret is not tuned')
  })

  test.each(['acks', 'enable.idempotence', 'max.in.flight', 'retries', 'transactional.id'])(
    '%s is never tuned',
    (name) => {
      expect(() => readBase({ 'bootstrap.servers': 'a:9092' }, { [name]: ['1'] })).toThrow('never tuned')
    },
  )

  test("the user's own spelling does not stand beside the tuned one", () => {
    const options = { 'bootstrap.servers': 'a:9092', 'queue.buffering.max.ms': 7, acks: 'all' } as const
    const base = readBase(options, { 'linger.ms': ['1'] })
    expect(base.current).toEqual({ 'linger.ms': '7' })
    expect(base.defaults).toEqual({ 'linger.ms': '5' })
    expect(base.options).toEqual({ 'bootstrap.servers': 'a:9092', acks: 'all' })
    expect(base.isIdempotent).toBe(true)
  })

  test('a value that librdkafka refuses is told before anything is measured', () => {
    const options = { 'bootstrap.servers': 'a:9092' } as const
    expect(() => readBase(options, { 'linger.ms': ['5', 'soon'] })).toThrow('linger.ms')
  })
})

describe('pruning by arithmetic', () => {
  test('what ends a batch', () => {
    const ends = (linger: string, size: string, workload = SLOW) =>
      expectBatch({ 'linger.ms': linger, 'batch.size': size }, workload).endedBy
    expect(ends('50', '1000000')).toBe('linger.ms')
    expect(ends('50', '1360')).toBe('batch.size')
    expect(ends('0', '1000000')).toBe('one message')
    expect(ends('0', '1000000', { ...SLOW, roundTripMs: 20 })).toBe('round trip')
  })

  test('a batch.size that is never reached need not be tried in four values', () => {
    const space = { 'linger.ms': ['5', '50'], 'batch.size': ['16384', '65536', '1000000'] }
    const { kept, pruned } = prune(candidatesOf(space, CURRENT), parseGoal('min-cpu at 1000/s'), SLOW)
    expect(kept.map(nameOf)).toEqual(['linger.ms=5 batch.size=1000000', 'linger.ms=50 batch.size=1000000'])
    expect(pruned).toHaveLength(4)
    expect(pruned[0]!.because).toContain('its batches are those of')
  })

  test('a linger.ms above the limit cannot keep it', () => {
    const { kept, pruned } = prune(
      candidatesOf({ 'linger.ms': ['5', '50'] }, CURRENT),
      parseGoal('p99<=20ms at 1000/s'),
      SLOW,
    )
    expect(kept.map(nameOf)).toEqual(['linger.ms=5 batch.size=1000000'])
    expect(pruned[0]!.because).toBe('linger.ms alone takes longer than 20 ms')
  })

  test('over a long way small idempotent batches cannot carry the rate', () => {
    const far = { ...SLOW, rate: 50_000, roundTripMs: 50 }
    const { pruned } = prune(
      candidatesOf({ 'batch.size': ['16384'] }, CURRENT),
      parseGoal('min-cpu at 50k/s'),
      far,
    )
    // 16384 ÷ (100 + 36) messages, 20 times a second.
    expect(pruned[0]!.because).toBe('one batch a round trip and partition is 2400 messages/s at most')
  })

  test('at full speed what batch.size holds matters, however slow the current settings are', () => {
    const space = { 'batch.size': ['16384', '65536'] }
    const { kept } = prune(candidatesOf(space, CURRENT), parseGoal('max-throughput'), SLOW)
    expect(kept).toHaveLength(3)
  })
})

describe('how much is measured', () => {
  test('a quarter goes on until the finalists are few, and each round has twice the blocks', () => {
    expect(roundsFor(27, DEPTHS.standard)).toEqual([
      { contenders: 27, blocks: 2 },
      { contenders: 7, blocks: 4 },
      { contenders: 2, blocks: 8 },
    ])
    expect(roundsFor(97, DEPTHS.standard)[0]).toEqual({ contenders: 97, blocks: 1 })
    expect(roundsFor(1, DEPTHS.standard)).toEqual([])
  })

  test('a slot is long enough for its percentile, at half the rate as well', () => {
    expect(slotSecondsFor(parseGoal('p99<=20ms at 5000/s'), DEPTHS.standard)).toBe(5)
    expect(slotSecondsFor(parseGoal('p99<=20ms at 100/s'), DEPTHS.standard)).toBe(25)
    expect(() => slotSecondsFor(parseGoal('p99.9<=20ms at 100/s'), DEPTHS.standard)).toThrow(
      'take a lower percentile',
    )
  })

  test('the page says what the modes do', () => {
    const page = readFileSync(new URL('../../docs/tune.md', import.meta.url), 'utf8')
    const row = (name: string) =>
      page
        .split('\n')
        .find((line) => line.startsWith(`| ${name} `))
        ?.split('|')
        .map((cell) => cell.trim())
    const { quick, standard, thorough } = DEPTHS
    expect(row('`linger.ms`')?.[2]).toBe(quick.space['linger.ms']!.join(', '))
    expect(row('`batch.size`')?.[2]).toBe(quick.space['batch.size']!.join(', '))
    const codecs = [quick, standard, thorough].map(({ space }) => space['compression.type']!.join(', '))
    expect(row('`compression.type`')?.slice(2, 5)).toEqual(codecs)
    const seconds = [quick, standard, thorough].map(({ slotSeconds }) => `${slotSeconds} s`)
    expect(row('a slot')?.slice(2, 5)).toEqual(seconds)
    const blocks = [quick, standard, thorough].map(({ confirmBlocks }) => `${confirmBlocks}`)
    expect(row('confirmation, blocks a look')?.slice(2, 5)).toEqual(blocks)
    expect(standard.space['linger.ms']).toHaveLength(8)
    expect(thorough.space['linger.ms']).toHaveLength(13)
  })

  test('the estimate has room for more looks', () => {
    const { slots, slotsAtMost } = estimate(27, parseGoal('max-throughput'), DEPTHS.standard, 3)
    expect(slotsAtMost - slots).toBe(2 * 5 * DEPTHS.standard.confirmBlocks)
  })
})

test("Java's names: whole milliseconds, and nothing that is not there", () => {
  const { settings, notes } = toJava({
    'linger.ms': '0.6',
    'batch.size': '65536',
    'sticky.partitioning.linger.ms': '10',
  })
  expect(settings).toEqual({ 'linger.ms': '1', 'batch.size': '65536' })
  expect(notes.join('\n')).toContain('sticky.partitioning.linger.ms: left out')
})
