import { type PairedRatio, pairedRatio, residualNoise } from '../measure/paired.js'
import { seeded, shuffled } from '../measure/random.js'
import { mean, studentQuantile } from '../measure/statistics.js'
import { Book } from './book.js'
import { type Depth, roundsFor } from './depth.js'
import { TuneError } from './errors.js'
import { type Measure, nameOf, type Phase, type Settings } from './figures.js'
import { costOf, decidingFigure, type Goal, isWithin, modeOf, rateOf } from './goal.js'
import { halve } from './search.js'
import { areSame, differences, unique, withFrom } from './space.js'
import { BLIND, judge, type Verdict } from './verdict.js'

export interface TuneSetup {
  readonly goal: Goal
  /** The current settings first. */
  readonly candidates: readonly [Settings, ...Settings[]]
  /** What there is without any setting. */
  readonly defaults: Settings
  readonly depth: Depth
  readonly seed: number
}

export interface Outcome {
  readonly verdict: Verdict
  readonly current: Settings
  readonly defaults: Settings
  /** The search's best, whatever the verdict says of it; null where the machine was too noisy to begin. */
  readonly found: Settings | null
  /** Of the last round, the best first. */
  readonly finalists: readonly Settings[]
  /** What decides, of the found settings ÷ of the current ones; null where they are the same, or were not confirmed. */
  readonly confirmed: PairedRatio | null
  /** Differences from so much on show in the confirmation, as a share; expected before the search. */
  readonly resolution: number
  readonly book: Book
}

export const CONFIDENCE = 0.95
/** The confirmation is looked at so often at most, so each look has to be surer (Bonferroni). */
export const LOOKS = 3
const LOOK_CONFIDENCE = 1 - (1 - CONFIDENCE) / LOOKS

/** Noise, search, confirmation; everything that is measured goes through `measure`, one slot after the other. */
export async function tune(setup: TuneSetup, measure: Measure): Promise<Outcome> {
  const { goal, candidates, defaults, depth, seed } = setup
  const [current] = candidates
  const book = new Book()
  // The preflight has the first.
  let block = 1
  const runBlock = async (phase: Phase, order: readonly Settings[], times = 1) => {
    block++
    for (const settings of order) {
      const request = { phase, block, settings, mode: modeOf(goal, times) }
      let figures = await measure(request)
      // Once more in the same block: without it the whole block would lack a pair.
      if (figures.void !== null) {
        book.add(phase, block, settings, figures)
        figures = await measure(request)
      }
      book.add(phase, block, settings, figures)
    }
    return book.table(phase, (figures) => costOf(goal, figures))
  }

  for (let each = 0; each < depth.noiseBlocks; each++) await runBlock('noise', [current, current])
  const resolution = expectedResolution(book, setup)
  const nothing = { current, defaults, found: null, finalists: [], confirmed: null, resolution, book }
  if (resolution > BLIND) return { ...nothing, verdict: 'too-noisy' }

  const rounds = roundsFor(candidates.length, depth)
  const finalists = await halve(candidates, rounds, seed, (order) => runBlock('search', order))
  const found = finalists[0] ?? current
  const outcome = { ...nothing, found, finalists }
  if (areSame(found, current)) return { ...outcome, verdict: 'keep' }

  const random = seeded(seed + 1)
  const contenders = unique([found, current, defaults, ...partsOf(found, current)])
  let confirmed: PairedRatio | null = null
  let decision: ReturnType<typeof judge> = null
  for (let look = 0; look < LOOKS && decision === null; look++) {
    for (let each = 0; each < depth.confirmBlocks; each++)
      await runBlock('confirm', shuffled(contenders, random))
    confirmed = confirmedRatio(book, setup, found)
    decision = judge(confirmed)
    if (decision === 'better' && !isStillWithin(book, goal, current, found)) decision = 'keep'
  }
  if (decision === 'better' && rateOf(goal) !== null) {
    const others = unique([found, current, defaults])
    for (const [phase, times] of OTHER_RATES) {
      for (let each = 0; each < depth.otherRateBlocks; each++) {
        await runBlock(phase, shuffled(others, random), times)
      }
    }
  }
  return { ...outcome, confirmed, verdict: decision ?? 'too-noisy' }
}

export const OTHER_RATES = [
  ['half', 0.5],
  ['more', 1.5],
] as const

/** The found settings, with one property each as it is now: what that property does. */
export function partsOf(found: Settings, current: Settings): Settings[] {
  const changed = differences(found, current)
  return changed.length < 2 ? [] : changed.map((name) => withFrom(found, name, current))
}

function confirmedRatio(book: Book, { goal, candidates, seed }: TuneSetup, found: Settings): PairedRatio {
  const [current] = candidates
  const table = book.table('confirm', decidingFigure(goal, book.figuresOf(current, 'confirm')))
  const options = { confidence: LOOK_CONFIDENCE, seed }
  return pairedRatio(table, nameOf(found), nameOf(current), residualNoise(table), options)
}

/** Less CPU is no gain where it costs the limit that the current settings keep. */
function isStillWithin(book: Book, goal: Goal, current: Settings, found: Settings): boolean {
  if (goal.kind !== 'latency') return true
  const [before, after] = [current, found].map((each) => book.figuresOf(each, 'confirm'))
  return !isWithin(goal, before!) || isWithin(goal, after!, 1)
}

/** Half of the interval that the confirmation will have, from what the same settings differ by in the same block. */
function expectedResolution(book: Book, { goal, candidates, depth }: TuneSetup): number {
  const figure = decidingFigure(goal, book.figuresOf(candidates[0]))
  const differences = book.blocks('noise').flatMap((block) => {
    const [a, b] = block.map(({ figures }) => figure(figures))
    return a == null || b == null ? [] : [Math.log(a / b)]
  })
  if (differences.length < 2) {
    const reason = book.whyVoid(candidates[0])
    throw new TuneError(
      `the current settings could not be measured: ${reason ?? 'too few messages in a slot'}`,
    )
  }
  // They are the same: their mean is known to be 0.
  const deviation = Math.sqrt(mean(differences.map((difference) => difference ** 2)))
  const quantile = studentQuantile((1 + CONFIDENCE) / 2, differences.length)
  return Math.expm1((quantile * deviation) / Math.sqrt(depth.confirmBlocks))
}
