import { readFileSync } from 'node:fs'
import { parseProperties } from '../config/java/properties-text.js'
import { UsageError } from './usage-error.js'

/** A file, or stdin for `-`. @throws UsageError where it cannot be read; `flag` is what named it */
export function readTextFile(file: string, flag: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new UsageError(`${flag}: ${(error as Error).message}`)
  }
}

/** A Java properties file, which kcat's `name=value` files are as well. @throws UsageError where it cannot be read */
export function readPropertiesFile(file: string): [string, string][] {
  return parseProperties(readTextFile(file, '--producer.config'))
}
