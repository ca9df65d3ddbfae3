import { grid } from '../report/table.js'
import type { Answer, AtRate } from './answer.js'
import type { Effect, EffectName } from './effects.js'
import { nameOf, type Settings } from './figures.js'
import type { Planned } from './find-settings.js'
import type { Tried } from './pareto.js'
import { say } from './why.js'

const FIGURES: Readonly<Record<EffectName, readonly [name: string, unit: string]>> = {
  latency: ['latency', 'ms'],
  rate: ['rate', 'messages/s'],
  cpu: ['CPU a message', 'µs'],
  requests: ['requests', '/s'],
}
/** The rest of what was tried is in the JSON. */
const MOST_TRIED = 12

/** The answer for people. */
export function renderAnswer(answer: Answer): string {
  const lines = [
    `Goal: ${answer.goal}`,
    verdictOf(answer),
    ...(answer.goalReached === null
      ? []
      : [answer.goalReached ? 'The goal is reached.' : 'The goal is NOT reached.']),
    '',
    ...(answer.verdict === 'better' ? settingsToPaste(answer) : [`Yours: ${nameOf(answer.current)}`]),
    ...comparisons('Against your settings', answer.current, answer.againstCurrent),
    ...comparisons('Against the defaults', answer.defaults, answer.againstDefaults),
    ...parts(answer),
    ...tried(answer),
    '',
    'Why:',
    ...answer.why.map((line) => `  ${line}`),
    '',
    ...measured(answer),
  ]
  return `${lines.join('\n')}\n`
}

function verdictOf({ verdict, resolution, found, current }: Answer): string {
  const least = `± ${say(resolution * 100)} %`
  if (verdict === 'better') return 'Better settings were found, and confirmed in fresh processes.'
  if (verdict === 'keep') {
    return `Keep what you have: nothing else was shown to be better by a share that matters (differences above ${least} show here).`
  }
  if (found === null) {
    return `Too noisy to search: the same settings differ by so much among themselves that only differences above ${least} would show. Try --mode thorough, longer --slot-seconds, or a quieter machine.`
  }
  return `Too noisy to say whether ${nameOf(found)} is better than ${nameOf(current)}. Try --mode thorough, or a quieter machine.`
}

function settingsToPaste({ recommended, java }: Answer): string[] {
  const paste = (settings: Settings) => Object.entries(settings).map(([name, value]) => `  ${name}=${value}`)
  return [
    'To paste, for lingerbus and any client of librdkafka:',
    ...paste(recommended),
    "For Java's producer:",
    ...paste(java.settings),
    ...java.notes.map((note) => `  # ${note}`),
  ]
}

function comparisons(title: string, other: Settings, all: readonly AtRate[]): string[] {
  if (all.length === 0) return []
  const rows = all.flatMap(({ times, effects, goalReached }) =>
    effects.map((effect, at) => [
      at === 0 ? `  ${rateText(times, all.length)}` : '',
      ...effectCells(effect),
      at === 0 && goalReached === false ? 'goal not reached there' : '',
    ]),
  )
  return ['', `${title} (${nameOf(other)}):`, ...grid(rows)]
}

function rateText(times: number, count: number): string {
  return count === 1 ? '' : times === 1 ? 'at the rate' : `at ${times} × the rate`
}

function parts({ parts: all, verdict }: Answer): string[] {
  if (verdict !== 'better' || all.length < 2) return []
  const rows = all.flatMap(({ name, from, to, effects }) =>
    effects.map((effect, at) => [at === 0 ? `  ${name} ${from} → ${to}` : '', ...effectCells(effect)]),
  )
  return ['', 'What each of them does, with the others as found:', ...grid(rows)]
}

function effectCells({ figure, from, to, ratio, interval, isShown }: Effect): string[] {
  const [name, unit] = FIGURES[figure]
  const values = `${say(from)} → ${say(to)} ${unit}`
  if (ratio === null || interval === null) return [name, values, 'too few blocks to say']
  const range = `${say(ratio)} × (${say(interval[0])}–${say(interval[1])})`
  return [name, values, isShown ? range : `${range}, no difference shown`]
}

function tried({ tried: all, recommended }: Answer): string[] {
  if (all.length === 0) return []
  const shown = all.filter(
    (row, at) => row.isOnFront || at < MOST_TRIED || nameOf(row.settings) === nameOf(recommended),
  )
  const names = Object.keys(all[0]!.figures) as EffectName[]
  const header = ['  tried', ...names.map((name) => `${FIGURES[name][0]}, ${FIGURES[name][1]}`), 'slots']
  const cells = ({ settings, figures, slots, isOnFront }: Tried) => [
    `${isOnFront ? '▲' : ' '} ${nameOf(settings)}`,
    ...names.map((name) => (figures[name] === undefined ? '–' : say(figures[name]))),
    String(slots),
  ]
  return [
    '',
    'What was tried, by medians of the search; ▲: nothing beats it in both the goal and the CPU (Pareto front):',
    ...grid([header, ...shown.map(cells)]),
    ...(shown.length < all.length ? [`  … and ${all.length - shown.length} more (--json has them)`] : []),
  ]
}

function measured({ slots, voids, pruned, workload, tried: { length } }: Answer): string[] {
  const lost = Object.entries(voids).map(([rule, count]) => `${count} void (${rule})`)
  const share =
    length === 0
      ? 'No two combinations were compared'
      : `${length} of ${length + pruned.length} combinations measured, the others ruled out by arithmetic`
  return [
    [`${slots} slots`, ...lost].join(', '),
    `${share}; round trip ${say(workload.roundTripMs)} ms, ${say(workload.meanBytes)} bytes a message, ${say(workload.partitions)} partitions`,
    ...(length === 0 ? [] : ['Each interval holds by itself with 95 %.']),
  ]
}

/** What will be done, how long it takes and what it sends. */
export function renderPlan({ combinations, measured: count, estimate, bytes, preflight }: Planned): string {
  const { slots, slotsAtMost, secondsASlot } = estimate
  const trial =
    preflight === null
      ? 'no broker was asked: a round trip of 1 ms is assumed'
      : `round trip ${say(preflight.roundTripMs)} ms, ${say(preflight.ceiling)} messages/s at full speed with your settings, ${say(preflight.meanBytes)} bytes a message`
  const size = bytes === null ? 'as many bytes as go through' : `${sayBytes(bytes)} in all`
  return [
    trial,
    `${count} of ${combinations} combinations to measure; the others come to the same batches, or cannot meet the goal`,
    `about ${slots} slots of ${say(secondsASlot)} s: ${duration(slots * secondsASlot)}, ${duration(slotsAtMost * secondsASlot)} at most; ${size}`,
  ].join('\n')
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} minutes`
}

function sayBytes(bytes: number): string {
  return bytes < 1e9 ? `${say(bytes / 1e6)} MB` : `${say(bytes / 1e9)} GB`
}
