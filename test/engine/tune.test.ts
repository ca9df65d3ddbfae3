// `lingerbus tune` on the embedded cluster: real slots, a state file, an answer.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { readResult } from '../../src/measure/result.js'
import { readBase } from '../../src/tune/contenders.js'
import { DEPTHS } from '../../src/tune/depth.js'
import { findSettings, type Search } from '../../src/tune/find-settings.js'
import { parseGoal } from '../../src/tune/goal.js'
import { Journal } from '../../src/tune/journal.js'
import { runCommand } from '../support/command.js'
import { simulateSlots } from '../support/tune/simulated-slots.js'
import { drawWorld } from '../support/tune/simulator.js'

const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-tune-test-'))
afterAll(() => rmSync(folder, { recursive: true }))
// Many processes, one after the other, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 240_000 })
const LIMIT = { limitMs: 230_000 }
const GOAL = 'min-cpu at 2000/s'
// A full queue of the usual size may take longer than the slot to have room again.
const QUEUE = ['-X', 'queue.buffering.max.messages=500']
const TINY = ['--mode', 'quick', '--slot-seconds', '0.4', '--seed', '5', ...QUEUE]

describe('lingerbus tune', () => {
  test('says beforehand how long and how much, and asks no broker', async () => {
    const words = ['tune', '--goal', 'p99<=20ms at 5000/s', '--dry-run', '-b', '127.0.0.1:1']
    const { code, stdout, stderr } = await runCommand(words)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/\d+ of 96 combinations to measure/)
    expect(stdout).toMatch(/\d+ slots of 7\.5 s: \d+ minutes, \d+ minutes at most; [\d.]+ [GM]B in all/)
  })

  test('interrupted, resumed, answered: what was measured is not measured again', async () => {
    const state = path.join(folder, 'state.jsonl')
    const output = path.join(folder, 'r.json')
    const space = { 'linger.ms': ['0', '5', '50'], 'batch.size': ['16384', '1000000'] }
    const vary = Object.entries(space).flatMap(([name, values]) => ['--vary', `${name}=${values.join(',')}`])
    const words = ['tune', '--goal', GOAL, ...TINY, ...vary]

    const first = await runCommand([...words, '--state', state], {
      ...LIMIT,
      onStart: (child) =>
        child.stderr!.on('data', (text) => /^3\//m.test(String(text)) && child.kill('SIGINT')),
    })
    expect({ code: first.code, stderr: first.stderr }).toMatchObject({
      code: 130,
      stderr: expect.stringContaining(`--resume ${state}`),
    })

    // What lies between is the simulator's: measured, it would take minutes.
    const [head = ''] = readFileSync(state, 'utf8').split('\n')
    const world = { ...drawWorld(1), rate: 2000 }
    const search: Search = {
      goal: parseGoal(GOAL),
      base: readBase({ 'bootstrap.servers': 'localhost:9092', 'queue.buffering.max.messages': 500 }, space),
      space,
      depth: { ...DEPTHS.quick, slotSeconds: 0.4 },
      seed: 5,
      topic: { partitions: 4, hasKeys: false },
    }
    const journal = Journal.resume(state, JSON.parse(head))
    const simulated = await findSettings(search, journal.wrap(simulateSlots(world, 0.02, 1)), () => {})
    expect(simulated.verdict).toBe('better')

    // The last block, at one and a half times the rate, is measured anew: it was the one that was interrupted.
    const second = await runCommand(
      [...words, '--resume', state, '--json', '--output', output, '--exit-code'],
      LIMIT,
    )
    expect({ code: second.code, stderr: second.stderr }).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('slots are kept from before'),
    })
    const answer = JSON.parse(second.stdout)
    expect(answer).toMatchObject({ verdict: 'better', recommended: simulated.recommended, goalReached: null })
    expect(answer.againstCurrent.map(({ times }: { times: number }) => times)).toEqual([1, 0.5, 1.5])
    const result = readResult(readFileSync(output, 'utf8'), output)
    expect(result).toMatchObject({ kind: 'tune', mode: { kind: 'rate', messagesPerSecond: 2000 } })
    expect(result.contenders[0]!.settings).toEqual(answer.current)
    const measured = second.stderr.match(/^\d+\/\d+ {2}block/gm)!
    expect(measured.length).toBeGreaterThanOrEqual(2)
    expect(measured.length).toBeLessThanOrEqual(6)
    // It was asked for by name.
    expect(existsSync(state)).toBe(true)
  })

  test('with nothing to choose from: keep what you have, or too noisy to say', async () => {
    const words = ['tune', '--goal', 'max-throughput', ...TINY, '--vary', 'linger.ms=5']
    const { code, stdout, stderr } = await runCommand(words, LIMIT)
    // A machine that is busy enough voids every slot, or has no report in one, and that is what is said.
    if (code === 1) {
      expect(stderr).toMatch(
        /^lingerbus: (the current settings could not be measured|.*no message was reported)/m,
      )
      return
    }
    expect({ code, stdout }).toEqual({
      code: stdout.includes('Too noisy') ? 3 : 0,
      stdout: expect.stringMatching(/Too noisy|Keep what you have/),
    })
    expect(stdout).toContain('No two combinations were compared')
    // Two trials, and six times the same against the same.
    expect(stderr.match(/^\d+\/\d+ {2}block/gm)!.length).toBeGreaterThanOrEqual(14)
  })
})
