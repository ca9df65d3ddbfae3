import { ConfigError } from '../errors.js'
import { adjustAsJava } from './java/adjust.js'
import { JAVA_PROPERTIES } from './java/definitions.js'
import { JavaConfig } from './java/effective.js'
import { parseProperties } from './java/properties-text.js'
import { translateSecurity } from './java/security.js'
import { translateStores } from './java/stores.js'
import { translateRest } from './java/translate.js'
import type { JavaTranslation } from './java/translation.js'
import { renderTranslation } from './java/translation-text.js'
import { Translator } from './java/translator.js'
import { resolveConfig } from './resolve.js'
import { HIDDEN } from './secrets.js'
import { READABLE_FILE } from './security.js'

/**
 * The options for `new Producer` that a Java producer's properties (the text of a `producer.properties`) come to:
 * first what Java itself makes of them, by the rules of kafka-clients 4.1, then librdkafka's words, with a note for
 * each property that is approximate, lost, or a false friend.
 * @throws ConfigError for what Java refuses, for key stores that librdkafka cannot read (with the commands that
 *   convert them), and where the outcome could not run
 */
export function fromJavaProperties(text: string): JavaTranslation {
  const config = new JavaConfig(parseProperties(text))
  adjustAsJava(config)
  const translator = new Translator(config)
  translateRest(translator)
  translateSecurity(translator)
  translateStores(translator)
  if (config.problems.length > 0) throw new ConfigError(config.problems)
  const { options } = translator
  mustRun({ ...options })
  const translation: JavaTranslation = { java: hideSecrets(config.values), options, notes: config.notes }
  return Object.defineProperty(translation, 'toString', {
    value: () => renderTranslation(translation, config),
  })
}

/** What cannot run is said now, and not when the producer is made. Files may be those of another machine. */
function mustRun(options: object): void {
  try {
    resolveConfig(options)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const details = error.details.filter(({ expected }) => expected !== READABLE_FILE)
    if (details.length > 0) throw new ConfigError(details)
  }
}

const SECRET = new Set(JAVA_PROPERTIES.filter((row) => row.type === 'password').map((row) => row.name))

function hideSecrets(
  values: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string | null>> {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        value !== null && SECRET.has(name) ? HIDDEN : value,
      ]),
    ),
  )
}
