// Writes effective.json: what Kafka's own producer works with for each of configurations.mjs, or that it refuses.
// Needs Java and Kafka's jars. Run: node test/golden/java-config/generate.mjs
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { classpath } from '../../../scripts/kafka/cluster.mjs'
import { CONFIGURATIONS } from './configurations.mjs'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=off'
const output = execFileSync('java', [quiet, '-cp', classpath(), here('JavaConfig.java'), 'effective'], {
  input: CONFIGURATIONS.map((file) => `${file}\n----\n`).join(''),
  encoding: 'utf8',
})
const [first, ...rest] = output
  .trim()
  .split('\n')
  .map((line) => withoutCounter(JSON.parse(line)))
const defaults = first.values
const results = [first, ...rest].map(({ values, error }, index) =>
  error === undefined
    ? { file: CONFIGURATIONS[index], differs: differing(values) }
    : { file: CONFIGURATIONS[index], error },
)
const about =
  "What KafkaProducer works with: the values that differ from those of an empty file ('defaults'), or its refusal. Written by generate.mjs."
writeFileSync(
  here('effective.json'),
  `${JSON.stringify({ about, source: 'kafka-clients 4.1.0 in a JVM', defaults, results }, null, 1)}\n`,
)
console.log(
  `effective.json: ${results.length} configurations, ${results.filter(({ error }) => error).length} refused`,
)

function differing(values) {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== defaults[name]))
}

/** producer-1, producer-2 … count the producers of the JVM. */
function withoutCounter(result) {
  const id = result.values?.['client.id']
  if (/^producer-\d+$/.test(id ?? '')) result.values['client.id'] = 'producer-1'
  return result
}
