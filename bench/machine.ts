// Where a result was measured: a number without machine and versions is none.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, release, totalmem, type } from 'node:os'
import { VERSION } from '../src/version.js'
import { round } from './judge.ts'
import type { Result } from './result.ts'

export function describeMachine(): Result['machine'] {
  return {
    cpu: cpus()[0]!.model,
    cores: cpus().length,
    memoryGiB: round(totalmem() / 2 ** 30),
    os: `${type()} ${release()}`,
  }
}

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
