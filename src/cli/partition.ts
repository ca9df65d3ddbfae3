import { text } from 'node:stream/consumers'
import { Command, Option } from 'commander'
import { partition } from '../partitioners/keyed.js'
import {
  type KeyedName,
  type KeyedPartitionerName,
  PARTITIONER_NAMES,
  withUnderscore,
} from '../partitioners/names.js'
import { type CheckPlan, checkPartitions } from './check-partitions.js'
import { collect, parsePair, parseWhole } from './flags.js'
import { readPropertiesFile } from './properties-file.js'
import { UsageError } from './usage-error.js'

type Encoding = 'utf8' | 'hex' | 'base64'

interface Flags {
  partitions?: number
  partitioner: KeyedPartitionerName
  all?: true
  encoding: Encoding
  json?: true
  check?: true
  bootstrapServer?: string
  topic?: string
  sample: number
  producerProperty?: [string, string][]
  'producer.config'?: string
}

/** `lingerbus partition`: where keys land, by librdkafka's partitioners and Java's; with --check, where they lie. */
export function partitionCommand(): Command {
  const names = PARTITIONER_NAMES.flatMap((name) => [name, name.replace('_', '-')])
  return new Command('partition')
    .description('Say where keys land, without a broker; or who placed the keys of a topic.')
    .argument('[keys...]', 'the keys; without any, a line of stdin each')
    .option('-n, --partitions <number>', 'how many partitions the topic has', parseWhole)
    .addOption(
      new Option(
        '--partitioner <name>',
        "which one; murmur2_random is Java's and ours, consistent_random librdkafka's",
      )
        .choices([...new Set(names)])
        .default('murmur2_random'),
    )
    .option('--all', 'every partitioner side by side')
    .addOption(
      new Option('--encoding <name>', 'how the keys are written')
        .choices(['utf8', 'hex', 'base64'])
        .default('utf8'),
    )
    .option('--json', 'for programs: a line of JSON a key, or one for a check')
    .optionsGroup('Check a topic (reads only: joins no group, commits nothing):')
    .option('--check', 'read records and say which partitioner put them where they are')
    .option('-b, --bootstrap-server <host:port,...>', 'brokers to ask first')
    .option('-t, --topic <topic>', 'the topic')
    .option(
      '--sample <number>',
      'read so many records at most, the newest of each partition',
      parseWhole,
      10_000,
    )
    .option('-X, --producer-property <name=value>', "any of librdkafka's properties", collect(parsePair))
    .option('-F, --producer.config <file>', 'a file of them, name=value a line; -X wins over it')
    .addHelpText(
      'after',
      `
A "-" means that the key does not decide: the producer chooses, and another one next time.

Examples:
  lingerbus partition order-42 order-43 -n 12
  lingerbus partition --all -n 12 order-42       (before you move from one client to another)
  cut -d: -f1 orders.txt | lingerbus partition -n 12 --json
  lingerbus partition --check -b localhost:9092 -t orders      (before you write to it with another client)

With --check: exit code 0 when --partitioner (murmur2_random unless said otherwise) is the one that
placed the keys, 1 when it is not, or the topic cannot be read.`,
    )
    .action(async (keys: string[], flags: Flags) => {
      if (flags.check) return checkPartitions(checkPlanOf(keys, flags))
      const { partitions: count } = flags
      if (count === undefined) throw new UsageError('--partitions is missing: how many does the topic have?')
      if (count < 1) throw new UsageError('--partitions must be at least 1')
      const given = keys.length > 0 ? keys : linesOf(await text(process.stdin))
      const partitioners = flags.all ? PARTITIONER_NAMES : [flags.partitioner]
      const rows = given.map((key) => {
        const bytes = decode(key, flags.encoding)
        return { key, partitions: partitioners.map((name) => partition(name, bytes, count)) }
      })
      process.stdout.write(flags.json ? toJson(partitioners, rows) : toTable(partitioners, rows))
    })
}

function checkPlanOf(keys: readonly string[], flags: Flags): CheckPlan {
  const { bootstrapServer, topic, sample, partitioner } = flags
  if (keys.length > 0) throw new UsageError('--check takes no keys: it reads those of the topic')
  if (topic === undefined) throw new UsageError('--check needs a topic: -t TOPIC')
  if (flags.partitions !== undefined)
    throw new UsageError('--check asks the broker for the number of partitions')
  if (sample < 1) throw new UsageError('--sample must be at least 1')
  const file = flags['producer.config']
  const properties = Object.fromEntries([
    ...(file === undefined ? [] : readPropertiesFile(file)),
    ...(flags.producerProperty ?? []),
  ])
  if (bootstrapServer !== undefined) properties['bootstrap.servers'] = bootstrapServer
  if (properties['bootstrap.servers'] === undefined)
    throw new UsageError('--check needs a broker: -b HOST:PORT')
  return {
    properties,
    topic,
    sample,
    partitioner: withUnderscore(partitioner) as KeyedName,
    json: flags.json ?? false,
  }
}

interface Row {
  readonly key: string
  readonly partitions: readonly number[]
}

function linesOf(input: string): string[] {
  const lines = input.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function decode(key: string, encoding: Encoding): Buffer {
  const bytes = Buffer.from(key, encoding)
  // Node drops in silence what it cannot decode, and the rest would land somewhere else.
  if (encoding !== 'utf8' && !sameText(bytes.toString(encoding), key)) {
    throw new UsageError(`'${key}' is no ${encoding}`)
  }
  return bytes
}

function sameText(decoded: string, given: string): boolean {
  const plain = (written: string) => written.toLowerCase().replace(/=+$/, '')
  return plain(decoded) === plain(given)
}

function toJson(names: readonly string[], rows: readonly Row[]): string {
  return rows
    .map(({ key, partitions }) => {
      const byName = names.map((name, at) => [name, partitions[at] === -1 ? null : partitions[at]])
      return `${JSON.stringify({ key, ...Object.fromEntries(byName) })}\n`
    })
    .join('')
}

function toTable(names: readonly string[], rows: readonly Row[]): string {
  const width = Math.max(3, ...rows.map(({ key }) => key.length))
  const line = (first: string, rest: readonly string[]) =>
    `${[first.padEnd(width), ...rest.map((cell, at) => cell.padStart(names[at]!.length))].join('  ')}\n`
  return (
    line('key', names) +
    rows
      .map(({ key, partitions }) =>
        line(
          key,
          partitions.map((each) => (each === -1 ? '-' : String(each))),
        ),
      )
      .join('')
  )
}
