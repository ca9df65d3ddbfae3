import { parseProperties } from '../config/java/properties-text.js'
import { PRESETS } from '../config/presets.js'
import type { ProducerOptions } from '../index.js'
import { readTextFile } from './properties-file.js'
import { UsageError } from './usage-error.js'

/** A preset alone says nothing of the brokers: any address will do to explain it. */
const ANYWHERE = { 'bootstrap.servers': 'localhost:9092' }

/** The options that a preset's name or a file stands for, and what `-X` adds. @throws UsageError where it cannot be read */
export function readConfig(
  source: string,
  more: readonly (readonly [string, string])[] = [],
): ProducerOptions {
  const given = Object.hasOwn(PRESETS, source) ? { ...ANYWHERE, preset: source } : readOptions(source)
  return { ...given, ...Object.fromEntries(more) } as ProducerOptions
}

export function named(source: string): string {
  return source === '-' ? 'stdin' : source
}

function readOptions(file: string): object {
  const text = readTextFile(file, named(file))
  if (!text.trimStart().startsWith('{')) return Object.fromEntries(parseProperties(text))
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own words may hold a part of the file, and that a password.
    throw new UsageError(`${named(file)}: it begins with { and is no JSON object`)
  }
}
