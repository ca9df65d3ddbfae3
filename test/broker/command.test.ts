import { mkdtempSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { EXAMPLES } from '../golden/console-producers/examples.js'
import golden from '../golden/console-producers/records.json' with { type: 'json' }
import { runCommand } from '../support/command.js'
import { createTopic, readLog } from '../support/kafka.js'

const bootstrapServers = inject('bootstrapServers')

function produce(topic: string, args: readonly string[], options: Parameters<typeof runCommand>[1] = {}) {
  return runCommand(['produce', '-b', bootstrapServers, '-t', topic, ...args], options)
}

interface GoldenRecord {
  key: string | null
  value: string | null
  headers: [string, string | null][]
}

describe("what kcat and kafka-console-producer's documentation shows", () => {
  // What arrived when those two were run themselves: test/golden/console-producers/generate.ts.
  test.concurrent.for(EXAMPLES)('$name', { timeout: 60_000 }, async (example) => {
    const { args, stdin = '', files = {}, ours = args, whyNot } = example
    const theirs = (golden.examples as unknown as Record<string, { records: GoldenRecord[] }>)[example.name]!
    const topic = await createTopic(bootstrapServers)
    const cwd = mkdtempSync(path.join(tmpdir(), 'lingerbus-'))
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(cwd, file), text)
    const outcome = await produce(topic, ours, { stdin, cwd })
    if (whyNot) {
      expect(outcome.stderr).toContain(whyNot.says)
      expect(outcome.code).toBe(whyNot.exitCode)
      return
    }
    expect({ code: outcome.code, stderr: outcome.code === 0 ? '' : outcome.stderr }).toEqual({
      code: 0,
      stderr: '',
    })
    const { records } = await readLog(bootstrapServers, topic)
    const text = (bytes: Buffer | null) => (bytes === null ? null : bytes.toString())
    expect(
      records.map(({ key, value, headers }) => ({
        key: text(key),
        value: text(value),
        headers: headers.map(([name, each]) => [name, each === null ? null : each.toString('base64')]),
      })),
    ).toEqual(theirs.records)
  })

  test('every example has its golden record', () => {
    expect(Object.keys(golden.examples)).toEqual(EXAMPLES.map(({ name }) => name))
  })
})

describe('a million keyed lines', () => {
  test('arrive as they are, each key in order, in bounded memory', { timeout: 180_000 }, async () => {
    const LINES = 1_000_000
    const KEYS = 1000
    const topic = await createTopic(bootstrapServers, { partitions: 4 })
    const idle = await produce(topic, ['-c', '0'])
    function* lines(): Generator<Buffer> {
      for (let start = 0; start < LINES; start += 1000) {
        let chunk = ''
        for (let line = start; line < start + 1000; line++) chunk += `key-${line % KEYS}|${line}\n`
        yield Buffer.from(chunk)
      }
    }
    const outcome = await produce(topic, ['-K', '|'], { stdin: lines(), limitMs: 120_000 })
    expect(outcome.stderr).toContain(`accepted ${LINES} = delivered ${LINES} + failed 0; refused 0\n`)
    expect(outcome.code).toBe(0)
    expect(outcome.peakMiB - idle.peakMiB).toBeLessThan(200)

    const last = new Map<string, number>()
    let count = 0
    for (const { key, value } of (await readLog(bootstrapServers, topic)).records) {
      const line = Number(value)
      const name = String(key)
      // The lines of a key are 1,000 apart: exactly the next one, or something is lost, twice or out of order.
      expect(line).toBe((last.get(name) ?? Number(name.slice(4)) - KEYS) + KEYS)
      last.set(name, line)
      count++
    }
    expect(count).toBe(LINES)
    expect(last.size).toBe(KEYS)
  })
})

describe('what fails', () => {
  test('is kept as it was read, and can be fed again', async () => {
    const topic = await createTopic(bootstrapServers, { config: { 'max.message.bytes': '1000' } })
    const failed = path.join(mkdtempSync(path.join(tmpdir(), 'lingerbus-')), 'failed.txt')
    const long = `b:${'x'.repeat(5000)}`
    const first = await produce(topic, ['-K', ':', '--failed', failed, '-X', 'batch.num.messages=1'], {
      stdin: `a:1\n${long}\nc:3\n`,
    })
    expect(first.code).toBe(1)
    expect(first.stderr).toContain('1 × MSG_SIZE_TOO_LARGE')
    expect(first.stderr).toContain('accepted 3 = delivered 2 + failed 1; refused 0')
    expect(await readFile(failed, 'utf8')).toBe(`${long}\n`)
    const again = await produce(await createTopic(bootstrapServers), ['-K', ':', failed])
    expect(again.code).toBe(0)
  })
})
