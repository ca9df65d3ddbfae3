import type { ProducerOptions } from '../options.js'
import { guardSecrets } from '../secrets.js'
import type { JavaConfig } from './effective.js'
import type { JavaNote } from './translation.js'

/** Collects what becomes of a Java configuration in librdkafka's words. */
export class Translator {
  readonly java: JavaConfig
  readonly #properties: Record<string, string> = {}

  constructor(java: JavaConfig) {
    this.java = java
  }

  set(name: string, value: string | number): void {
    this.#properties[name] = String(value)
  }

  /** A number inside librdkafka's range; what does not fit is told. */
  setClamped(from: string, name: string, least: number, most: number, value = this.java.number(from)): void {
    const fitting = Math.min(most, Math.max(least, value))
    this.set(name, fitting)
    if (fitting === value) return
    this.note(
      from,
      'approximate',
      `${value} becomes ${name}=${fitting}: librdkafka's range is ${least} to ${most}`,
    )
  }

  note(property: string, kind: JavaNote['kind'], text: string): void {
    this.java.note(property, kind, text)
  }

  get options(): ProducerOptions {
    return guardSecrets({ preset: 'javaDefaults', ...this.#properties }) as ProducerOptions
  }
}
