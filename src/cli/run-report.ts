import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Result, ResultError, readResult } from '../measure/result.js'
import { renderReport } from '../report/page.js'
import { UsageError } from './usage-error.js'

/**
 * Reads the results and writes the page.
 * @throws UsageError for a file that cannot be read, is no result or would be overwritten; then nothing is written
 */
export function runReport(files: readonly string[], output: string): void {
  const results = files.map((file) => ({ name: path.basename(file), result: readResultFile(file) }))
  if (files.some((file) => isSame(file, output)))
    throw new UsageError(`--output: ${output} is one of the results, and would be overwritten`)
  const page = renderReport(results)
  try {
    writeFileSync(output, page)
  } catch (error) {
    throw new UsageError(`--output: ${(error as Error).message}`)
  }
}

function readResultFile(file: string): Result {
  try {
    return readResult(readFileSync(file, 'utf8'), file)
  } catch (error) {
    if (error instanceof ResultError) throw new UsageError(error.message)
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
}

function isSame(file: string, output: string): boolean {
  try {
    return realpathSync(file) === realpathSync(output)
  } catch {
    return false // no such file yet
  }
}
