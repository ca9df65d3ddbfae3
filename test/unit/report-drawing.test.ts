// What the report's pictures are drawn from, and where it lands in them.
import { describe, expect, test } from 'vitest'
import { Histogram } from '../../src/measure/histogram.js'
import { latencyOf } from '../../src/measure/percentiles.js'
import type { Slot } from '../../src/measure/result.js'
import { summarise } from '../../src/measure/summary.js'
import { curveOf, drawDistribution } from '../../src/report/distribution.js'
import { drawHeatMap, heatMapsOf, levelOf } from '../../src/report/heat-map.js'
import { ACROSS, UPWARD } from '../../src/report/panel.js'
import { paretoFront } from '../../src/report/pareto.js'
import { linearScale, logScale, percentileScale } from '../../src/report/scale.js'
import { CPU, contenderPoints, drawScatter, frontOf, THROUGHPUT } from '../../src/report/scatter.js'
import { drawTimeline, momentsOf } from '../../src/report/timeline.js'
import { simulate } from '../support/bench-result.js'

const atRate = simulate({ mode: { kind: 'rate', messagesPerSecond: 20_000 }, samples: 20_000 })
const named = (result = atRate) => ({ name: 'r.json', id: 'r1', result })

describe('scales', () => {
  test('a logarithmic one ends at 1, 2 or 5 × 10^n around the values', () => {
    const scale = logScale([3, 40], [0, 100])
    expect(scale.ticks).toEqual([2, 5, 10, 20, 50])
    expect(scale.ticks.map((tick) => scale.at(tick))).toEqual([0, 28.5, 50, 71.5, 100])
    expect(logScale([0.03, 4000], [0, 100]).ticks).toEqual([0.1, 1, 10, 100, 1000])
    expect(logScale([5, 5], [0, 100]).ticks).toEqual([5, 10])
    expect(logScale([10, 10], [100, 0]).at(10)).toBe(100)
  })

  test('a linear one begins at 0', () => {
    const scale = linearScale([7, 23], [100, 0])
    expect(scale.ticks).toEqual([0, 5, 10, 15, 20, 25])
    expect([0, 5, 25].map((value) => scale.at(value))).toEqual([100, 80, 0])
    expect(linearScale([0.6], [0, 100]).ticks).toEqual([0, 0.2, 0.4, 0.6])
    expect(linearScale([0], [0, 100]).at(0)).toBe(0)
  })

  test('one of percentiles gives every further 9 the same width', () => {
    const scale = percentileScale(0.9999, [0, 400])
    expect(scale.ticks).toEqual([0, 0.9, 0.99, 0.999, 0.9999])
    expect(scale.ticks.map((tick) => scale.at(tick))).toEqual([0, 100, 200, 300, 400])
  })
})

describe('the Pareto front', () => {
  const points = [
    { x: 1, y: 5 },
    { x: 2, y: 9 },
    { x: 3, y: 9 },
    { x: 4, y: 4 },
    { x: 5, y: 10 },
  ]

  test('has those that none other beats, by less x', () => {
    expect(paretoFront(points, 'higher').map(({ x }) => x)).toEqual([1, 2, 5])
    expect(paretoFront(points, 'lower').map(({ x }) => x)).toEqual([1, 4])
  })

  test('has both of two that are equal', () => {
    expect(paretoFront([points[0]!, { ...points[0]! }], 'higher')).toHaveLength(2)
  })

  test('of contenders is that of their medians and their p99', () => {
    const summaries = summarise(atRate)
    const found = contenderPoints(named(), 'cpuUs')
    expect(found.map(({ x, y }) => [x, y])).toEqual(
      summaries.map(({ intended, figures }) => [intended!.p99Us! / 1000, figures.cpuUs]),
    )
    for (const { x, y } of frontOf(found, CPU))
      expect(found.some((other) => other.x < x && other.y < y)).toBe(false)
    expect(frontOf(found, CPU).length).toBeLessThan(found.length)
  })
})

describe('a curve', () => {
  const histogram = new Histogram()
  for (let us = 1; us <= 20_000; us++) histogram.record(us)

  test('holds the percentiles, as far as ten samples lie beyond', () => {
    const curve = curveOf(latencyOf(histogram.store()))
    expect(curve[0]).toEqual({ share: 0, us: 1 })
    expect(curve.at(-1)!.share).toBeCloseTo(1 - 10 / 20_000, 9)
    for (const { share, us } of curve.slice(1)) {
      expect(Math.abs(us / Math.max(1, share * 20_000) - 1)).toBeLessThan(0.02)
    }
    const few = new Histogram()
    for (let us = 1; us <= 10; us++) few.record(us)
    expect(curveOf(latencyOf(few.store()))).toEqual([])
  })

  test('is drawn for each contender, on the same axes from when due and from the call', () => {
    const [intended, service] = (['intended', 'service'] as const).map(
      (kind) => drawDistribution(named(), kind)!.text,
    )
    for (const text of [intended!, service!]) expect(text.match(/<polyline class="curve /g)).toHaveLength(6)
    const ticks = (text: string) => text.match(/class="(?:end|mid)"[^<]*/g)
    expect(ticks(intended!)!.length).toBeGreaterThan(5)
    expect(ticks(intended!)).toEqual(ticks(service!))
    expect(drawDistribution(named(simulate()), 'intended')).toBeNull()
  })
})

describe('the heat map', () => {
  test('has a cell for every combination, numbers by size', () => {
    const [map] = heatMapsOf(named())
    expect([map!.rows, map!.columns, map!.others]).toEqual([
      { setting: 'linger.ms', values: ['0', '5', '50'] },
      { setting: 'batch.size', values: ['16384', '1000000'] },
      '',
    ])
    const text = drawHeatMap(named(), map!, 'p99').text
    const values = [...text.matchAll(/<data value="([\d.]+)">/g)].map(([, value]) => Number(value))
    expect(values).toEqual(summarise(atRate).map(({ intended }) => intended!.p99Us! / 1000))
    expect(text).toContain('href="#r1-contender-3"')
  })

  test('is one for each combination of what varies besides', () => {
    const contenders = ['0', '5'].flatMap((linger) =>
      ['1', '2'].flatMap((size) =>
        ['1', 'all'].map((acks) => ({
          name: `${linger} ${size} ${acks}`,
          settings: { acks, 'batch.size': size, 'linger.ms': linger },
        })),
      ),
    )
    const maps = heatMapsOf(named(simulate({ contenders })))
    expect(maps.map(({ others }) => others)).toEqual(['acks=1', 'acks=all'])
    expect(maps[1]!.cell('5', '2')!.summary.contender).toBe('5 2 all')
    expect(maps[1]!.cell('5', '3')).toBeNull()
    expect(heatMapsOf(named(simulate({ contenders: contenders.slice(0, 2) })))).toEqual([])
  })

  test('colours by ratio, and does not make much of little', () => {
    expect([1, 10, 100].map((value) => levelOf(value, [1, 100]))).toEqual([0, 3, 6])
    expect([100, 101].map((value) => levelOf(value, [100, 101]))).toEqual([0, 0])
    expect([100, 200].map((value) => levelOf(value, [100, 200]))).toEqual([0, 6])
  })
})

describe('slots', () => {
  const voided = simulate({ isVoid: (block, name) => block === 2 && name.includes('linger.ms=5 ') })
  const broken: Slot = { ...voided.slots[0]!, rate: null, void: { rule: 'broken', reason: 'it broke' } }

  test('over time stand where they began, and void ones are crossed out', () => {
    const moments = momentsOf(voided, 'rate')
    expect(moments.map(({ seconds }) => seconds)).toEqual(voided.slots.map((_, at) => at * 3))
    expect(moments.map(({ value }) => value)).toEqual(voided.slots.map(({ rate }) => rate))
    const text = drawTimeline(named(voided), 'rate')!.text
    expect(text.match(/class="void"/g)).toHaveLength(2)
    expect(text.match(/<a href="#r1-slot-\d+"/g)).toHaveLength(voided.slots.length)
    expect(text).toContain('Void, and crossed out: 2 of 18.')
    expect(text).toMatch(/<title>slot 10, block 2, [^<]*: void: steal 12 %/)
  })

  test('without figures stand on the axis', () => {
    const text = drawTimeline(named({ ...voided, slots: [broken, ...voided.slots] }), 'rate')!.text
    expect(text).toContain(`class="void" transform="translate(${ACROSS[0]} ${UPWARD[0]})"`)
  })

  test('that are void are in no scatter and no median', () => {
    const text = drawScatter(named(voided), THROUGHPUT)!.text
    expect(text.match(/<a href="#r1-slot-/g)).toHaveLength(16)
    expect(text.match(/<a href="#r1-contender-/g)).toHaveLength(6)
    expect(drawScatter(named(simulate({ isVoid: () => true })), THROUGHPUT)).toBeNull()
  })

  test('lie in the picture where their figures are', () => {
    const text = drawScatter(named(), CPU)!.text
    const all = [...text.matchAll(/#r1-slot-(\d+)".*?translate\(([\d.]+) ([\d.]+)\)/g)]
    expect(all).toHaveLength(18)
    const slots = all.map(([, number]) => atRate.slots[Number(number) - 1]!)
    const y = linearScale([...slots.map(({ cpuUs }) => cpuUs!)], UPWARD)
    expect(all.map(([, , , up]) => Number(up))).toEqual(slots.map(({ cpuUs }) => y.at(cpuUs!)))
    const x = logScale(
      slots.map(({ intended }) => intended!.p99Us! / 1000),
      ACROSS,
    )
    expect(all.map(([, , across]) => Number(across))).toEqual(
      slots.map(({ intended }) => x.at(intended!.p99Us! / 1000)),
    )
  })
})
