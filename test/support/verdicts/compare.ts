import { PRESETS, type PresetName } from '../../../src/config/presets.js'
import { GROUNDS, type GroundName } from '../../../src/config/problem.js'
import { type ResolvedConfig, resolveConfig } from '../../../src/config/resolve.js'
import { makeNumbers } from '../../../src/engine/addon.js'
import { loadNative } from '../../../src/engine/load-native.js'
import { CLIENT_SOFTWARE, NO_LIMITS } from '../../../src/engine/own-properties.js'
import { ConfigError } from '../../../src/errors.js'
import type { Configuration } from './configurations.js'

/** Both halves of what was found; `null` stands for "accepted". */
export interface Verdicts {
  readonly library: string | null
  readonly ours: ConfigError | null
  /** How the two fit: a word for the account, or what is wrong in capitals. */
  readonly outcome:
    | 'both accept'
    | 'both refuse'
    | `stricter: ${string}`
    | 'librdkafka crashes'
    | 'our spelling'
    | `WRONG: ${string}`
}

/** Logs go nowhere: the test's stderr is no place for them. */
const QUIET = ['log.queue', 'true', 'log_level', '0']

const { addon, librdkafka } = loadNative()
export const LIBRDKAFKA = librdkafka.version

/** What librdkafka says to a client and its first topic: null, or its refusal. */
function askLibrary(properties: readonly (readonly [string, string])[]): string | null {
  try {
    const client = addon.open([...QUIET, ...properties.flat()], 1, 1, 1, () => {}, makeNumbers())
    const topic = client.topic('t', '')
    client.shutDown()
    return topic < 0 ? `topic: ${topic}` : null
  } catch (error) {
    return (error as Error).message
  }
}

function askUs(options: Configuration, preset: PresetName): ResolvedConfig | ConfigError {
  try {
    return resolveConfig({ ...options, preset })
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

/**
 * The user's properties alone, beside the raw text in librdkafka; then with a preset, which may make up for
 * something that is missing, never the other way round, and whose properties librdkafka must take.
 */
export function compare(options: Configuration, preset: PresetName): Verdicts {
  const raw = Object.entries(options).map(([name, value]) => [name, String(value)] as const)
  const ours = askUs(options, 'librdkafkaDefaults')
  const asText = askUs(Object.fromEntries(raw), 'librdkafkaDefaults')
  if (asText instanceof ConfigError && asText.details.some(({ ground }) => ground === 'crash')) {
    return { library: 'crashes', ours: asText, outcome: 'librdkafka crashes' }
  }
  const library = askLibrary(raw)
  const withPreset = askUs(options, preset)
  const refused = ours instanceof ConfigError ? ours : null
  if (withPreset instanceof ConfigError) {
    if (refused === null) {
      return {
        library,
        ours: null,
        outcome: `WRONG: the preset ${preset} makes it refused: ${withPreset.message}`,
      }
    }
  } else {
    const handed = askLibrary(Object.entries({ ...CLIENT_SOFTWARE, ...withPreset.properties, ...NO_LIMITS }))
    if (handed !== null) {
      return { library, ours: refused, outcome: `WRONG: what we hand over is refused (${preset}): ${handed}` }
    }
  }
  const outcome = ours instanceof ConfigError ? refusal(ours, library) : acceptance(ours, library)
  return { library, ours: refused, outcome }
}

function refusal(ours: ConfigError, library: string | null): Verdicts['outcome'] {
  if (library !== null) return 'both refuse'
  const grounds = [...new Set(ours.details.map(({ ground }) => ground as GroundName))]
  const wrong = grounds.filter((ground) => !('stricter' in GROUNDS[ground]))
  if (wrong.length > 0) return `WRONG: librdkafka does not refuse it: ${ours.message}`
  return `stricter: ${grounds.sort().join(', ')}`
}

function acceptance(ours: ResolvedConfig, library: string | null): Verdicts['outcome'] {
  if (library === null) return 'both accept'
  // What lingerbus writes in another way, or fills in and says so.
  const usual = new Map(PRESETS.librdkafkaDefaults.lines.map((line) => [line.name, line.value]))
  const mine = Object.entries(ours.properties).filter(
    ([name, value]) => usual.get(name) !== value || ours.sources[name] === 'user',
  )
  const plain = askLibrary(mine)
  return plain === null ? 'our spelling' : `WRONG: librdkafka refuses it: ${library}`
}

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[]
