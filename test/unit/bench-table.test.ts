import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { renderPerfTest } from '../../src/report/perf-test.js'
import { renderTable } from '../../src/report/table.js'
import { simulate } from '../support/bench-result.js'

const contenders = [
  { name: 'slow', settings: { 'linger.ms': '0' } },
  { name: 'fast', settings: { 'linger.ms': '5' }, factor: 3 },
]
const atRate = simulate({
  contenders,
  blocks: 5,
  noise: 0.02,
  mode: { kind: 'rate', messagesPerSecond: 20_000 },
})
const lineOf = (text: string, name: string) => text.split('\n').find((line) => line.startsWith(name))!

describe('the table', () => {
  test('has a line a contender, and marks what is reliably better or worse', () => {
    const text = renderTable(atRate)
    expect(lineOf(text, 'fast').match(/▲/g)).toHaveLength(2)
    expect(lineOf(text, 'slow')).not.toMatch(/[▲▼]/)
    expect(text).toMatch(/p99 \(less is better\):\n {2}fast +0\.3\d* × \([\d.]+–[\d.]+\) +reliably better/)
    const turned = renderTable({ ...atRate, contenders: [...atRate.contenders].reverse() })
    expect(lineOf(turned, 'slow').match(/▼/g)).toHaveLength(2)
  })

  test('says of what it is: mode, place, versions, machine', () => {
    const text = renderTable(atRate)
    for (const word of [
      'open loop, 20,000 messages a second',
      'embedded cluster',
      'librdkafka 2.10.0',
      '2 cores',
    ])
      expect(text).toContain(word)
    expect(renderTable(simulate({ contenders }))).toContain('latencies are those of a full queue')
    expect(renderTable(simulate({ contenders, mode: { kind: 'outstanding', outstanding: 7 } }))).toContain(
      '7 outstanding',
    )
  })

  test('names no difference where none was shown, and how large one could have been', () => {
    const same = simulate({ contenders: [{ name: 'one' }, { name: 'two' }], blocks: 5 })
    expect(renderTable(same)).toMatch(/two +[\d.]+ × \(.*\) +no difference shown \(± \d+ %\)/)
  })

  test('counts void slots apart and gives their reasons', () => {
    const text = renderTable(
      simulate({ contenders, blocks: 4, isVoid: (block, name) => block === 2 && name === 'fast' }),
    )
    expect(lineOf(text, 'fast')).toContain('3 + 1 void')
    expect(lineOf(text, 'slow')).not.toContain('void')
    expect(text).toContain('void: block 2, fast: steal 12 %')
  })

  test('shows no percentile without the samples for it', () => {
    const few = simulate({ contenders, blocks: 1, samples: 500 })
    expect(lineOf(renderTable(few), 'slow')).toMatch(/–/)
    expect(renderTable(few)).toContain('too few to say')
  })

  test('of slots that are all void is a table still', () => {
    const text = renderTable(simulate({ contenders, isVoid: () => true }))
    expect(lineOf(text, 'slow')).toContain('0 + 3 void')
    expect(text).toContain('no block in which both count')
  })

  test('of an A/A run says what could be told apart', () => {
    const text = renderTable(simulate({ kind: 'aa', contenders: [{ name: 'A' }, { name: 'B' }], blocks: 5 }))
    expect(text).toMatch(
      /rate: no difference shown, and there is none; this run could tell differences above ± \d+ %/,
    )
  })
})

describe("kafka-producer-perf-test's line", () => {
  const golden = JSON.parse(
    readFileSync(new URL('../golden/perf-test/lines.json', import.meta.url), 'utf8'),
  ) as { runs: { line: string }[] }
  /** Numbers are what differs; how many decimals they have does not. */
  const skeleton = (line: string) =>
    line.replace(/\d+(\.\d+)?/g, (number) => `N${number.split('.')[1]?.length ?? ''}`)

  test('is of the form that Kafka prints, a line a slot', () => {
    const lines = renderPerfTest(simulate({ contenders, blocks: 2 }))
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(4)
    expect(golden.runs.length).toBeGreaterThan(1)
    for (const { line } of golden.runs) for (const own of lines) expect(skeleton(own)).toBe(skeleton(line))
  })

  test('leaves out what is void', () => {
    expect(renderPerfTest(simulate({ contenders, isVoid: () => true }))).toBe('')
  })
})
