// The section of docs/benchmarks.md about other clients: what is kept, and what a reader is told of it.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { figuresOf, rateToFirst } from '../../bench/judge.js'
import { type RaceResult, raceResultSchema } from '../../bench/peers/result.js'
import { PICTURE, readResults, renderPage, renderPicture } from '../../bench/render.mjs'
import type { Slot } from '../../bench/result.js'

const { races } = readResults()

describe('the kept races', () => {
  test('have their shape, and say of their slots what these say', () => {
    for (const race of races) {
      expect(raceResultSchema.parse(race), race.name).toEqual(race)
      const first = race.contenders[0]!.name
      for (const { name, figures, rateToFirst: ratio } of race.contenders) {
        expect(figures, name).toEqual(figuresOf(name, race.slots))
        expect(ratio, name).toEqual(race.rate === null ? rateToFirst(name, first, race.slots) : null)
      }
    }
  })

  test('are drawn in the picture', () => {
    const picture = renderPicture({ races })
    if (picture === null) expect(existsSync(PICTURE)).toBe(false)
    else expect(readFileSync(PICTURE, 'utf8'), 'run: node bench/render.mjs').toBe(picture)
  })
})

describe('the section', () => {
  const slots = [
    slot(1, 'c', 2000),
    slot(1, 'lingerbus-native', 1000),
    slot(1, 'quick', 1500),
    slot(1, 'slow', 10),
    slot(2, 'c', 1000),
    slot(2, 'lingerbus-native', 600),
    slot(2, 'quick', 900),
    slot(2, 'slow', 10, '20 were confirmed, and 19 are in the log'),
  ]
  const page = section(race('equal', slots))

  test('says first who is faster than we are, and by how much', () => {
    expect(page).toContain('Faster than `lingerbus-native`:')
    expect(page).toContain('one node: `c` (1.82 times our rate), `quick` (1.5 times our rate)')
    expect(page).not.toContain('`slow` (')
  })

  test('has the fastest at the top, ratios taken inside a round, void slots left out and told', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| [`'))
    expect(rows.map((row) => /`([\w-]+)`/.exec(row)![1])).toEqual(['c', 'quick', 'lingerbus-native', 'slow'])
    expect(rows[2]).toContain('| 800 (600–1000) | 0.55 (0.5–0.6) |')
    expect(rows[3]).toContain('| 10 (10–10) | 0.005 (0.005–0.005) |')
    expect(page).toContain('1 of 8 slots void (`slow`: 20 were confirmed, and 19 are in the log)')
  })

  test('names who could not run, everybody’s settings, and what is not equal', () => {
    expect(page).toContain('- `gone` could not run: it does not install')
    expect(page).toContain('- equal: `acks=all`')
    expect(page).toContain('Not equal: it has no linger')
    expect(page).not.toMatch(/undefined|NaN|null/)
  })

  test('at a set rate nobody is faster: the least p99 comes first', () => {
    const late = slots.map((each, at) => ({ ...each, p50Us: 500, p99Us: 1000 + at, void: null }))
    const paced = section(race('open-loop', late))
    expect(paced).not.toContain('Faster than')
    expect(paced).toContain('Latency at a set rate')
    expect(paced.split('\n').find((line) => line.startsWith('| [`'))).toContain('`c`')
  })

  test('the picture has a bar for everybody who ran', () => {
    const picture = renderPicture({ races: [race('equal', slots)] })!
    for (const name of ['c', 'quick', 'lingerbus-native', 'slow'])
      expect(picture).toContain(`>${name}</text>`)
    expect(picture).not.toContain('gone')
  })
})

function section(...all: RaceResult[]): string {
  return renderPage({ speed: [], memory: [], profile: null, races: all })
}

function slot(round: number, contender: string, rate: number, reason: string | null = null): Slot {
  const about = { settings: {}, messages: 1000, loadBefore: 0.5, stealShare: 0 }
  return { round, contender, ...about, void: reason, rate, cpuUs: 1, rssPeakMiB: 50 }
}

function race(entry: RaceResult['entry'], slots: Slot[]): RaceResult {
  const rate = entry === 'open-loop' ? 2000 : null
  return raceResultSchema.parse({
    schemaVersion: 1,
    name: `${entry}-1`,
    ...{ entry, nodes: 1, command: 'npm run bench:peers', date: '2026-11-22T12:00:00.000Z', seed: 1 },
    ...{ rounds: 2, slotSeconds: 3, bytes: 100, partitions: 6, replicationFactor: 1, rate },
    machine: { cpu: 'a CPU', cores: 2, memoryGiB: 4, os: 'Linux' },
    versions: {
      ...{ lingerbus: '0', node: '20', librdkafka: '2', kafka: '4', gcc: null },
      '@confluentinc/kafka-javascript': '1',
    },
    contenders: ['c', 'slow', 'quick', 'lingerbus-native', 'gone'].map((name) => ({
      ...{
        name,
        folder: name,
        what: `who is called ${name}`,
        why: 'Tried nothing else.',
        settings: { acks: 'all' },
      },
      unequal: name === 'slow' ? 'it has no linger' : null,
      ...(name === 'gone'
        ? { client: null, runtime: null, messages: null, leftOut: 'it does not install' }
        : { client: `${name} 1.0`, runtime: 'node 20', messages: 1000, leftOut: null }),
      figures: figuresOf(name, slots),
      rateToFirst: rate === null ? rateToFirst(name, 'c', slots) : null,
    })),
    slots,
  })
}
