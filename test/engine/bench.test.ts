// `lingerbus bench` on the embedded cluster: what it measures, and what it leaves behind.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { readResult } from '../../src/measure/result.js'
import { RULES } from '../../src/measure/run-bench.js'
import { runSlot } from '../../src/measure/run-slot.js'
import { openEmbedded } from '../../src/measure/target.js'
import { renderTable } from '../../src/report/table.js'
import { runCommand } from '../support/command.js'

beforeAll(() => buildIfStale(), 120_000)

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url))
const CHILD = { file: process.execPath, args: [`${DIST}bench-child.js`] }
const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-bench-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SHORT = ['--blocks', '1', '--warm-up', '0.2']
const HALF_A_SECOND = ['--slot-seconds', '0.5']
const LIMIT = { limitMs: 110_000 }
// Many processes, one after the other, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 120_000 })

describe('lingerbus bench', () => {
  test('measures every contender in every block, and writes what it prints', async () => {
    const file = path.join(folder, 'r.json')
    const words = [
      'bench',
      '--vary',
      'linger.ms=0,20',
      '--rate',
      '3000',
      ...SHORT,
      ...HALF_A_SECOND,
      '--blocks',
      '2',
    ]
    const { code, stdout, stderr } = await runCommand([...words, '--output', file], LIMIT)
    // 1: on a busy machine all slots of a contender may be void for lateness.
    expect(code).toBeLessThan(2)
    expect(stderr).toContain('left)')
    const result = readResult(readFileSync(file, 'utf8'), file)
    expect(stdout).toBe(renderTable(result))

    const names = result.contenders.map(({ name }) => name)
    expect(names).toEqual(['linger.ms=0', 'linger.ms=20'])
    expect(result.contenders[1]!.effective).toMatchObject({
      'linger.ms': '20',
      'enable.idempotence': 'true',
    })
    expect(result.contenders[1]!.versions).toMatchObject({
      engine: 'native',
      librdkafka: expect.stringMatching(/^\d/),
    })
    for (const block of [1, 2]) {
      const own = result.slots.filter((slot) => slot.block === block)
      expect([...new Set(own.map(({ contender }) => contender))].sort()).toEqual(names)
    }
    // The machine may be busy, and the slot void for it: what it sent is accounted for all the same.
    for (const slot of result.slots) {
      const { sent, delivered, failed, inLog } = slot.audit!
      expect([delivered, failed, inLog]).toEqual([sent, 0, sent])
      expect(sent).toBeGreaterThan(slot.messages!)
      expect(slot.settings).toEqual(result.contenders.find(({ name }) => name === slot.contender)!.settings)
      expect(slot.intended!.histogram.count).toBe(slot.service!.histogram.count)
      expect(slot.intended!.p50Us!).toBeGreaterThanOrEqual(slot.service!.p50Us!)
      // null where no report came in time, which a busy machine may bring about
      expect(slot.cpuUs ?? 1).toBeGreaterThan(0)
      expect(slot.rssPeakMiB).toBeGreaterThan(10)
      expect(['lateness', 'steal', undefined]).toContain(slot.void?.rule)
    }
    const lingering = result.slots.filter(({ settings }) => settings['linger.ms'] === '20')
    expect(Math.min(...lingering.map((slot) => slot.service!.p50Us!))).toBeGreaterThan(5000)
    expect(Math.min(...lingering.map((slot) => slot.messagesPerRequest ?? 99))).toBeGreaterThan(5)
    expect(result.command).toBe(
      'lingerbus bench --vary linger.ms=0,20 --rate 3000 --payload json --record-size 200 --keys none --blocks 2 --slot-seconds 0.5 --warm-up 0.2 --seed 1',
    )
  })

  test('counts messages instead of time, and speaks as kafka-producer-perf-test', async () => {
    const words = ['--num-records', '3000', '--record-size', '50', '--throughput', '-1']
    const props = ['--producer-props', 'linger.ms=1', 'acks=all']
    const { code, stdout } = await runCommand(
      ['bench', '--format', 'perf-test', '-q', ...words, ...props],
      LIMIT,
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/^3000 records sent, [\d.]+ records\/sec .*99\.9th\.\n$/)
  })

  test.each([
    ['--full-speed', 'full-speed'],
    ['--outstanding=50', 'outstanding'],
  ])(
    '%s has no due times, and so no latency from them; no secret and no address is in a result',
    async (flag, kind) => {
      const payload = ['--keys', 'zipf:100', '--payload', 'random', '--record-size', '10-500']
      const words = [...payload, ...SHORT, '--num-records', '2000', '--format', 'json']
      const secrets = [
        'security.protocol=plaintext',
        'sasl.username=who-am-i',
        'sasl.password=hunter2-hunter2',
        'client.id=shown',
      ]
      const { code, stdout, stderr } = await runCommand(
        ['bench', flag, ...words, ...secrets.flatMap((pair) => ['-X', pair])],
        LIMIT,
      )
      const result = readResult(stdout, 'stdout')
      expect({ code, kind: result.mode.kind }).toEqual({ code: 0, kind })
      const [slot] = result.slots
      expect(slot).toMatchObject({ intended: null, lateness: null, messages: 2000 })
      expect(slot!.audit!.inLog).toBe(slot!.audit!.sent)
      expect(slot!.service!.histogram.count).toBe(2000)
      expect(result.contenders[0]!.effective).toMatchObject({
        'sasl.password': '[hidden]',
        'client.id': 'shown',
      })
      for (const text of [stdout, stderr]) expect(text).not.toMatch(/hunter2|127\.0\.0\.1/)
    },
  )

  test('a contender that cannot send is void, with its reason, and the exit code says so', async () => {
    const words = [
      '--vary',
      'message.timeout.ms=1,60000',
      '-X',
      'test.mock.broker.rtt=200',
      '-X',
      'enable.idempotence=false',
    ]
    const { code, stdout } = await runCommand(
      ['bench', '--rate', '500', ...words, ...SHORT, ...HALF_A_SECOND, '-q'],
      LIMIT,
    )
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /void: block 1, message.timeout.ms=1: \d+ of \d+ failed, the first: .*[Tt]imed out/,
    )
  })
})

/** Children, and theirs, that still run. */
function childrenOf(pid: number): string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n')
  return all.filter((line) => line.trim().split(/\s+/)[1] === String(pid))
}

describe.each([
  ['SIGINT', 130],
  ['SIGKILL', null],
] as const)('%s in the middle of a slot', (signal, expected) => {
  test('leaves no process behind', async () => {
    const words = [`${DIST}cli.js`, 'bench', '--slot-seconds', '60', '--output', `${folder}/${signal}`]
    const bench = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] })
    // The cluster and the slot.
    let children: string[] = []
    for (let turn = 0; turn < 200 && children.length < 2; turn++) {
      await sleep(50)
      children = childrenOf(bench.pid!)
    }
    expect(children).toHaveLength(2)
    bench.kill(signal)
    const [code] = await once(bench, 'close')
    expect(code).toBe(expected)
    const pids = children.map((line) => line.trim().split(/\s+/)[0]!)
    for (let turn = 0; turn < 200 && pids.some((pid) => existsSync(`/proc/${pid}`)); turn++) await sleep(50)
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([])
    if (signal !== 'SIGKILL') {
      const result = readResult(readFileSync(`${folder}/${signal}`, 'utf8'), signal)
      expect(result).toMatchObject({ interrupted: true, slots: [] })
    }
  })
})

describe('coordinated omission', () => {
  // A broker stands still for a second. A client with a small queue is held up at its next call: from then on nothing is
  // measured, until the broker goes on. Who counts from the call sees a handful of slow messages; the hundreds
  // that were due meanwhile, and that a user waited for, are seen only from their due times.
  test('a broker that pauses for a second shows in intended latency and hides in service latency', async () => {
    const cluster = await openEmbedded(CHILD)
    try {
      let topic = ''
      const target = {
        ...cluster,
        take: async () => {
          topic = await cluster.take()
          return topic
        },
      }
      const running = runSlot(
        {
          block: 1,
          contender: 'one',
          settings: {},
          driver: CHILD,
          rules: RULES,
          order: {
            role: 'slot',
            properties: { ...cluster.properties, 'linger.ms': '0', 'queue.buffering.max.messages': '10' },
            payload: { kind: 'json', size: { min: 100, max: 100 }, file: null, keys: { kind: 'none' } },
            seed: 1,
            mode: { kind: 'rate', messagesPerSecond: 500 },
            warmUpMs: 200,
            measuredMs: 4000,
            messages: null,
          },
        },
        target,
        new AbortController().signal,
      )
      // The warm-up has begun, and is a fifth of what is waited for.
      while (topic === '' || (await cluster.endOffset(topic).catch(() => 0)) === 0) await sleep(20)
      await sleep(1000)
      process.kill(cluster.pid, 'SIGSTOP')
      await sleep(1000)
      process.kill(cluster.pid, 'SIGCONT')
      const { slot } = await running
      const { intended, service, audit } = slot
      expect(audit!.inLog).toBe(audit!.sent)
      // 2,000 were due, give or take the one at an end, and none was left out.
      expect(Math.abs(intended!.histogram.count - 2000)).toBeLessThanOrEqual(1)
      // A quarter of the messages were due in that second: one in ten of all waited for at least 600 ms of it.
      expect(intended!.p90Us!).toBeGreaterThan(500_000)
      expect(intended!.maxUs!).toBeGreaterThan(900_000)
      // Those that were in the queue, ten at most, know of it.
      expect(service!.maxUs!).toBeGreaterThan(900_000)
      expect(service!.p95Us!).toBeLessThan(intended!.p90Us! / 2)
      expect(slot.void?.rule ?? 'lateness').toBe('lateness')
    } finally {
      await cluster.close()
    }
  })
})
