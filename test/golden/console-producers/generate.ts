// Runs kcat and kafka-console-producer themselves, example by example, and writes what arrived to records.json.
// Needs kcat (Debian: apt-get install kcat). Run: node --import tsx test/golden/console-producers/generate.ts
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { classpath, startCluster, stopCluster } from '../../../scripts/kafka/cluster.mjs'
import { KafkaReader } from '../../support/kafka-reader.js'
import { EXAMPLES, type Example } from './examples.js'

const name = `golden-${process.pid}`
const { bootstrapServers } = await startCluster({ name, ownerPid: process.pid })
const reader = new KafkaReader()
const records: Record<string, unknown> = {}
try {
  for (const [index, example] of EXAMPLES.entries()) {
    const topic = `example-${index}`
    await reader.ask('create', bootstrapServers, topic, 1, 1, '-')
    const { exitCode, said } = runTool(example, topic)
    const { rows } = await reader.ask<
      { key: string | null; value: string | null; headers: unknown },
      unknown
    >('read', bootstrapServers, topic)
    records[example.name] = {
      exitCode,
      records: rows.map(({ key, value, headers }) => ({ key: toText(key), value: toText(value), headers })),
    }
    console.log(`${example.name}: ${rows.length} records, exit code ${exitCode}${said}`)
  }
} finally {
  await reader.close()
  await stopCluster({ name, wipe: true })
}
const kcat = /Version ([\d.]+)/.exec(spawnSync('kcat', ['-V'], { encoding: 'utf8' }).stdout)?.[1]
const kafka = /kafka-clients-([\d.]+)\.jar/.exec(
  spawnSync('ls', [path.dirname(classpath())], { encoding: 'utf8' }).stdout,
)?.[1]
writeFileSync(
  new URL('records.json', import.meta.url),
  `${JSON.stringify({ kcat, kafka, examples: records }, null, 2)}\n`,
)

function runTool({ tool, args, stdin = '', files = {} }: Example, topic: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'golden-'))
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text)
  const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error'
  const console_ = ['-cp', classpath(), quiet, 'org.apache.kafka.tools.ConsoleProducer']
  const run =
    tool === 'kcat'
      ? spawnSync('kcat', ['-P', '-b', bootstrapServers, '-t', topic, ...args], { cwd: folder, input: stdin })
      : spawnSync('java', [...console_, '--bootstrap-server', bootstrapServers, '--topic', topic, ...args], {
          cwd: folder,
          input: stdin,
        })
  return {
    exitCode: run.status,
    said: run.status === 0 ? '' : `\n  ${String(run.stderr).trim().split('\n')[0]}`,
  }
}

function toText(base64: string | null): string | null {
  return base64 === null ? null : Buffer.from(base64, 'base64').toString()
}
