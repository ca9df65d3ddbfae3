import path from 'node:path'
import { loadBinding } from '../engine/binding-client.js'
import { type LoadedAddon, loadNative } from '../engine/load-native.js'
import { KafkaError } from '../errors.js'
import { VERSION } from '../version.js'

/** What runs here: for `lingerbus --version --verbose`, and so for every bug report. */
export function describeInstallation(): string {
  return [
    `lingerbus ${VERSION}`,
    ...engineLines(),
    `Node.js: ${process.versions.node}, ${process.platform} ${process.arch}`,
  ].join('\n')
}

/** The same for either engine: it is the official package's. null where none loads. */
export function librdkafkaVersion(): string | null {
  const native = attempt(loadNative)
  if (typeof native !== 'string') return native.librdkafka.version
  const binding = attempt(loadBinding)
  return typeof binding === 'string' ? null : binding.librdkafkaVersion
}

/** As `openEngine` picks it for `auto`. */
function engineLines(): string[] {
  const native = attempt(loadNative)
  if (typeof native !== 'string') return nativeLines(native)
  const binding = attempt(loadBinding)
  if (typeof binding === 'string')
    return ['engine: none loads here', `why not native: ${native}`, `why not binding: ${binding}`]
  return [
    "engine: binding, which 'auto' takes where native does not load",
    `librdkafka: ${binding.librdkafkaVersion}, in the official package's module`,
    `why not native: ${native}`,
  ]
}

function nativeLines({ addonFile, librdkafka, linking }: LoadedAddon): string[] {
  const origin = addonFile.split(path.sep).includes('prebuilds') ? 'prebuilt' : 'built here'
  const form =
    linking === 'shared' ? 'a shared library' : "linked statically into the official package's module"
  return [
    "engine: native, which 'auto' takes",
    `addon: ${addonFile} (${origin})`,
    `librdkafka: ${librdkafka.version}, ${librdkafka.file} (${form})`,
  ]
}

function attempt<Loaded>(load: () => Loaded): Loaded | string {
  try {
    return load()
  } catch (error) {
    if (KafkaError.is(error)) return error.message
    throw error
  }
}
