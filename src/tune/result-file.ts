import { describeMachine } from '../measure/machine.js'
import type { ContenderResult, Result } from '../measure/result.js'
import { CONFIDENCE, RULES } from '../measure/run-bench.js'
import { VERSION } from '../version.js'
import { type Base, effectiveOf } from './contenders.js'
import { nameOf, type Phase, type Settings } from './figures.js'
import type { Search } from './find-settings.js'
import { describeGoal, modeOf } from './goal.js'
import type { Journal } from './journal.js'
import { unique } from './space.js'

interface About {
  readonly command: string
  readonly startedAt: Date
  readonly target: Result['target']
  readonly payload: Result['payload']
  readonly versions: Readonly<Record<string, string>>
}

/** Those in the goal's mode. */
const PHASES: readonly Phase[] = ['noise', 'search', 'confirm']

/**
 * The slots as a result of the bench: those at the goal's rate, the current settings first. What a file cannot hold,
 * slots in another mode, is in the answer and in the state file only.
 */
export function resultOf({ goal, base, depth, seed }: Search, { measured }: Journal, about: About): Result {
  const slots = measured.filter(({ request }) => PHASES.includes(request.phase)).map(({ slot }) => slot)
  const { command, startedAt, target, payload, versions } = about
  const all = unique([base.current, ...slots.map(({ settings }) => settings as Settings)])
  return {
    schemaVersion: 1,
    kind: 'tune',
    title: `Settings for ${describeGoal(goal)}`,
    command,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    interrupted: false,
    seed,
    machine: describeMachine(),
    versions: { lingerbus: VERSION, node: process.versions.node },
    target,
    mode: modeOf(goal),
    payload,
    blocks: Math.max(0, ...slots.map(({ block }) => block)),
    slotSeconds: depth.slotSeconds,
    slotMessages: null,
    warmUpSeconds: depth.warmUpSeconds,
    rules: RULES,
    confidence: CONFIDENCE,
    contenders: all.map((settings) => contenderOf(base, settings, versions)),
    slots,
  }
}

function contenderOf(
  base: Base,
  settings: Settings,
  versions: Readonly<Record<string, string>>,
): ContenderResult {
  return {
    name: nameOf(settings),
    settings: { ...settings },
    client: 'lingerbus',
    versions: { ...versions },
    effective: effectiveOf(base, settings),
  }
}
