import { balanced } from './presets/balanced.js'
import { durable } from './presets/durable.js'
import { fireAndForget } from './presets/fire-and-forget.js'
import { javaDefaults } from './presets/java-defaults.js'
import { librdkafkaDefaults } from './presets/librdkafka-defaults.js'
import { lowLatency } from './presets/low-latency.js'
import type { Preset } from './presets/preset.js'
import { throughput } from './presets/throughput.js'

export type PresetName =
  | 'balanced'
  | 'durable'
  | 'throughput'
  | 'lowLatency'
  | 'fireAndForget'
  | 'javaDefaults'
  | 'librdkafkaDefaults'

export const DEFAULT_PRESET: PresetName = 'balanced'

/** A preset's value counts as not set by the user: it gives way to what the user set (src/config/rules.ts). */
export const PRESETS: Readonly<Record<PresetName, Preset>> = Object.freeze({
  balanced,
  durable,
  throughput,
  lowLatency,
  fireAndForget,
  javaDefaults,
  librdkafkaDefaults,
})
