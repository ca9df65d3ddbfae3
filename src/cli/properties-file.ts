import { readFileSync } from 'node:fs'
import { parseProperties } from '../config/java/properties-text.js'
import { fromJavaProperties } from '../index.js'
import { UsageError } from './usage-error.js'

/** A file, or stdin for `-`. @throws UsageError where it cannot be read; `flag` is what named it */
export function readTextFile(file: string, flag: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new UsageError(`${flag}: ${(error as Error).message}`)
  }
}

/** Names that only a Java producer's file has; librdkafka's own may look alike otherwise. */
const JAVA_ONLY =
  /^(key\.serializer|value\.serializer|buffer\.memory|max\.request\.size|max\.block\.ms|sasl\.jaas\.config|ssl\.(truststore|keystore)\.(type|certificates|key|certificate\.chain)|ssl\.truststore\.\w+|partitioner\.class|interceptor\.classes|compression\.\w+\.level)$/

/**
 * The properties of `--producer.config`: kcat's `name=value` lines in librdkafka's words, or a Java producer's file,
 * which is translated. `servers`, where the command line has them, are part of it.
 * @throws UsageError where it cannot be read, ConfigError where it cannot be translated
 */
export function readPropertiesFile(file: string, servers?: string): [string, string][] {
  const text = readTextFile(file, '--producer.config')
  const pairs = parseProperties(text)
  if (!pairs.some(([name]) => JAVA_ONLY.test(name))) return pairs
  const { options } = fromJavaProperties(
    servers === undefined ? text : `${text}\nbootstrap.servers=${servers}\n`,
  )
  process.stderr.write(
    `${file} is a Java producer's: translated (lingerbus config from-java ${file} says how)\n`,
  )
  return Object.entries({ ...options }) as [string, string][]
}
