import type { Pruned, Workload } from './arithmetic.js'
import { type Effect, effectsOf } from './effects.js'
import type { Figures, Phase, Settings } from './figures.js'
import { describeGoal, type Goal, isWithin, latencyMs } from './goal.js'
import { type JavaSettings, toJava } from './java-names.js'
import { type Tried, triedIn } from './pareto.js'
import { areSame, differences, withFrom } from './space.js'
import { type Outcome, partsOf, type TuneSetup } from './tuner.js'
import type { Verdict } from './verdict.js'
import { explainSettings } from './why.js'

/** What `lingerbus tune` says, as data: `--json` prints it. */
export interface Answer {
  /** Counts up when a reader of this version would misread it. */
  readonly schemaVersion: 1
  readonly goal: string
  readonly verdict: Verdict
  /** Whether the recommended settings keep the goal's limit, by the median of their slots; null: it has none. */
  readonly goalReached: boolean | null
  readonly current: Settings
  readonly defaults: Settings
  /** To paste: the found ones where they are better, otherwise what is there. */
  readonly recommended: Settings
  readonly java: JavaSettings
  /** The search's best, also where it was not shown to be better; null: it was not begun. */
  readonly found: Settings | null
  /** Of the found settings. Empty where nothing was confirmed. */
  readonly againstCurrent: readonly AtRate[]
  readonly againstDefaults: readonly AtRate[]
  /** What each changed property does by itself: all found settings ÷ the same without it. */
  readonly parts: readonly Part[]
  readonly tried: readonly Tried[]
  readonly pruned: readonly Pruned[]
  readonly why: readonly string[]
  readonly workload: Workload
  /** Differences below this share cannot be told apart in this mode on this machine. */
  readonly resolution: number
  readonly slots: number
  readonly voids: Readonly<Record<string, number>>
}

export interface AtRate {
  /** A multiple of the goal's rate; 1 at full speed. */
  readonly times: number
  readonly effects: readonly Effect[]
  /** Whether the goal's limit is kept there; null: it has none. */
  readonly goalReached: boolean | null
}

export interface Part {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly effects: readonly Effect[]
}

const PHASES: readonly (readonly [Phase, number])[] = [
  ['confirm', 1],
  ['half', 0.5],
  ['more', 1.5],
]

export function answerOf(
  setup: TuneSetup,
  { verdict, current, defaults, found, book, resolution }: Outcome,
  { workload, pruned, slots }: Pick<Answer, 'workload' | 'pruned' | 'slots'>,
): Answer {
  const { goal, seed } = setup
  const recommended = verdict === 'better' && found !== null ? found : current
  const confirmed = book.figuresOf(recommended, 'confirm')
  const measured = confirmed.length > 0 ? confirmed : book.figuresOf(recommended)
  const against = (other: Settings): AtRate[] =>
    found === null || areSame(found, other)
      ? []
      : PHASES.flatMap(([phase, times]) => {
          const effects = effectsOf(book, goal, phase, found, other, seed)
          const goalReached = isReached(goal, book.figuresOf(found, phase))
          return effects.length === 0 ? [] : [{ times, effects, goalReached }]
        })
  const againstCurrent = against(current)
  return {
    schemaVersion: 1,
    goal: describeGoal(goal),
    verdict,
    goalReached: isReached(goal, measured),
    current,
    defaults,
    recommended,
    java: toJava(recommended),
    found,
    againstCurrent,
    againstDefaults: areSame(current, defaults) ? [] : against(defaults),
    parts: found === null ? [] : partsIn(againstCurrent, setup, found, current, { book }),
    tried: triedIn(book, goal, setup.candidates),
    pruned,
    why: explainSettings(recommended, measured, workload),
    workload,
    resolution,
    slots,
    voids: book.voids,
  }
}

function isReached(goal: Goal, slots: readonly Figures[]): boolean | null {
  if (goal.kind !== 'latency') return null
  const there = slots.filter((figures) => latencyMs(goal, figures) !== null)
  return there.length > 0 && isWithin(goal, there, 1)
}

/** With one changed property the whole is the part. */
function partsIn(
  againstCurrent: readonly AtRate[],
  { goal, seed }: TuneSetup,
  found: Settings,
  current: Settings,
  { book }: Pick<Outcome, 'book'>,
): Part[] {
  const part = (name: string, effects: readonly Effect[]) => ({
    name,
    from: current[name]!,
    to: found[name]!,
    effects,
  })
  if (partsOf(found, current).length === 0) {
    return differences(found, current).map((name) => part(name, againstCurrent[0]?.effects ?? []))
  }
  return differences(found, current).map((name) => {
    const without = withFrom(found, name, current)
    return part(name, effectsOf(book, goal, 'confirm', found, without, seed))
  })
}
