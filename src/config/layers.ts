import type { ConfigProblem } from '../errors.js'
import type { PresetName } from './presets.js'
import { expectedGot, type GroundName, problem } from './problem.js'
import { findProperty } from './schema.js'
import { HIDDEN, hideCredentials, isSensitive } from './secrets.js'

/** What the user set: the plain text, and the property as the user wrote it. */
export interface Setting {
  readonly text: string
  readonly as: string
}

/** The two layers of a configuration, by preferred names, and what the rules have to say about them. */
export class Layers {
  readonly user: ReadonlyMap<string, Setting>
  /** What of the preset still stands. */
  readonly preset: Map<string, string>
  readonly presetName: PresetName
  /** What the user gave, but not in a form that can be used: a problem already, and no second one. */
  readonly refused: ReadonlySet<string>
  readonly problems: ConfigProblem[] = []
  readonly adjustments: string[] = []

  constructor(
    user: ReadonlyMap<string, Setting>,
    refused: ReadonlySet<string>,
    preset: Map<string, string>,
    presetName: PresetName,
  ) {
    this.user = user
    this.refused = refused
    this.preset = preset
    this.presetName = presetName
  }

  /** The effective value; undefined where there is none (to librdkafka an empty text is none). */
  value(name: string): string | undefined {
    const text = this.user.get(name)?.text ?? this.preset.get(name) ?? findProperty(name)?.default
    return text === null || text === '' ? undefined : text
  }

  number(name: string): number {
    return Number(this.value(name))
  }

  /** True when the user gave a value that counts. */
  isSet(name: string): boolean {
    return (this.user.get(name)?.text ?? '') !== ''
  }

  /** True when it is missing, and nothing has been said about it yet. */
  isMissing(name: string): boolean {
    return this.value(name) === undefined && !this.refused.has(name)
  }

  /** One of them was refused by itself: what they mean together cannot be said. */
  isUnclear(...names: readonly string[]): boolean {
    return names.some((name) => this.refused.has(name))
  }

  /** The property as the user wrote it, else our spelling. */
  as(name: string): string {
    return this.user.get(name)?.as ?? name
  }

  /** The effective value, fit to be shown. */
  shown(name: string): string {
    const value = this.value(name)
    if (value === undefined) return 'nothing'
    return isSensitive(name) ? HIDDEN : hideCredentials(value)
  }

  /** `name=value`, as the user wrote it. */
  show(name: string): string {
    return `${this.as(name)}=${this.shown(name)}`
  }

  /** The preset's value gives way. */
  yield(name: string, why: string): void {
    const value = this.preset.get(name)
    if (value === undefined || this.isSet(name)) return
    this.preset.delete(name)
    this.adjustments.push(`${name}=${value} of the preset ${this.presetName} is left out: ${why}`)
  }

  /** The preset's value is lowered to what the user's leaves of it. */
  lower(name: string, to: number, why: string): void {
    const value = this.preset.get(name)
    if (value === undefined || this.isSet(name) || Number(value) <= to) return
    this.preset.set(name, String(to))
    this.adjustments.push(`${name}=${value} of the preset ${this.presetName} is lowered to ${to}: ${why}`)
  }

  /** A value that nobody set, and that must be said for librdkafka to take the rest. */
  fill(name: string, value: string, why: string): void {
    this.preset.set(name, value)
    this.adjustments.push(`${name}=${value} is filled in: ${why}`)
  }

  /** The user's value is refused. */
  refuse(ground: GroundName, name: string, expected: string): void {
    this.problems.push(expectedGot(ground, this.as(name), expected, this.shown(name)))
  }

  /** Something is missing, or two things exclude each other. */
  complain(ground: GroundName, property: string, text: string): void {
    this.problems.push(problem(ground, property, text))
  }

  /** Says of each that is missing that something else needs it. */
  need(ground: GroundName, because: string, names: readonly string[]): void {
    for (const name of names) {
      if (this.isMissing(name)) this.complain(ground, name, `${name}: missing, ${because} needs it`)
    }
  }
}
