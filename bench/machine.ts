// With what a result of these benches was measured; on which machine is src/measure/machine.ts.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { VERSION } from '../src/version.js'
import type { Result } from './result.ts'

export function describeVersions(): Result['versions'] {
  const require = createRequire(import.meta.url)
  const official = require('@confluentinc/kafka-javascript/package.json') as {
    version: string
    librdkafka: string
  }
  const pom = readFileSync(new URL('../scripts/kafka/pom.xml', import.meta.url), 'utf8')
  return {
    lingerbus: VERSION,
    node: process.versions.node,
    librdkafka: official.librdkafka,
    kafka: /<kafka.version>(.*)<\/kafka.version>/.exec(pom)![1]!,
    '@confluentinc/kafka-javascript': official.version,
    gcc: gccVersion(),
  }
}

function gccVersion(): string | null {
  try {
    return execFileSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' }).trim()
  } catch {
    return null
  }
}
