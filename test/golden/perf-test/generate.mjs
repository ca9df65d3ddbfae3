// Writes lines.json: the last lines that kafka-producer-perf-test prints, from real runs against a real Kafka of this
// machine. Needs Java. Run: node test/golden/perf-test/generate.mjs
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { classpath, startCluster, stopCluster } from '../../../scripts/kafka/cluster.mjs'

const NAME = 'perf-test-lines'
const RUNS = [
  ['--num-records', '20000', '--record-size', '100', '--throughput', '-1'],
  ['--num-records', '2000', '--record-size', '300', '--throughput', '1000'],
  ['--num-records', '5', '--record-size', '10', '--throughput', '-1'],
]
const pom = readFileSync(new URL('../../../scripts/kafka/pom.xml', import.meta.url), 'utf8')

const { bootstrapServers } = await startCluster({ name: NAME, nodes: 1, ownerPid: process.pid })
try {
  const runs = RUNS.map((flags) => {
    const output = execFileSync(
      'java',
      [
        ...['-cp', classpath(), 'org.apache.kafka.tools.ProducerPerformance', '--topic', 'perf', ...flags],
        ...['--producer-props', `bootstrap.servers=${bootstrapServers}`],
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    return { flags: flags.join(' '), line: output.trim().split('\n').at(-1) }
  })
  const by = `kafka-producer-perf-test of Apache Kafka ${/<kafka.version>(.*)<\/kafka.version>/.exec(pom)[1]}`
  writeFileSync(new URL('lines.json', import.meta.url), `${JSON.stringify({ by, runs }, null, 1)}\n`)
} finally {
  await stopCluster({ name: NAME, wipe: true })
}
