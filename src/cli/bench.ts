import { Command, Option } from 'commander'
import {
  type PayloadWord,
  parseAtLeastOne,
  parseKeys,
  parsePayload,
  parsePositive,
  parseSeconds,
  parseSize,
  parseThroughput,
  parseVary,
  payloadOf,
} from './bench-flags.js'
import type { BenchRequest, PayloadRequest } from './bench-plan.js'
import { collect, forFlag, parseDelimiter, parsePair, parseWhole } from './flags.js'
import { readPropertiesFile } from './properties-file.js'
import { UsageError } from './usage-error.js'

interface Flags {
  bootstrapServer?: string
  topic?: string
  partitions?: number
  replicationFactor?: number
  vary?: [string, string[]][]
  aa?: true
  rate?: number
  fullSpeed?: true
  outstanding?: number
  throughput?: BenchRequest['mode']
  payload?: PayloadWord
  payloadFile?: string
  payloadDelimiter: Buffer
  recordSize?: { min: number; max: number }
  keys?: PayloadRequest['keys']
  blocks?: number
  slotSeconds?: number
  numRecords?: number
  warmUp?: number
  seed: number
  producerProperty?: [string, string][]
  producerProps?: [string, string][]
  'producer.config'?: string
  output?: string
  format: BenchRequest['format']
  quiet?: true
}

const USUAL_RATE = 10_000

/** `lingerbus bench`: its flags, and what they ask for. */
export function benchCommand(): Command {
  return new Command('bench')
    .description('Compare settings by measurement, and say what is reliably better.')
    .option(
      '-b, --bootstrap-server <host:port,...>',
      "your brokers; without it librdkafka's embedded cluster",
    )
    .option(
      '-t, --topic <topic>',
      'an existing one, which is written to; without it each slot has its own, removed afterwards',
    )
    .option('--partitions <number>', 'of its own topics (4)', forFlag('--partitions', parseAtLeastOne))
    .option(
      '--replication-factor <number>',
      "of its own topics (the cluster's default)",
      forFlag('--replication-factor', parseAtLeastOne),
    )
    .optionsGroup('What is compared:')
    .option(
      '--vary <name=value,value,...>',
      'a setting and its values; repeat it for all combinations',
      collect(forFlag('--vary', parseVary)),
    )
    .option('--aa', 'the same settings against themselves: what can this machine tell apart?')
    .option('-X, --producer-property <name=value>', 'a setting for all of them', collect(parsePair))
    .option('-F, --producer.config <file>', "settings from a file, librdkafka's or Java's")
    .optionsGroup('When a message is sent (one of them):')
    .option(
      '--rate <messages/s>',
      `open loop: message i is due at i ÷ rate, come what may (${USUAL_RATE})`,
      forFlag('--rate', parsePositive),
    )
    .option('--full-speed', 'as fast as the queue takes them')
    .option(
      '--outstanding <number>',
      'so many on their way, the next one at a report',
      forFlag('--outstanding', parseAtLeastOne),
    )
    .optionsGroup('What is sent:')
    .option(
      '--payload <kind>',
      'json, log-lines, random, file:PATH or topic:NAME, whose newest records are read (json)',
      forFlag('--payload', parsePayload),
    )
    .addOption(
      new Option('--payload-delimiter <text>', 'what ends a record of a file')
        .argParser(forFlag('--payload-delimiter', parseDelimiter))
        .default(Buffer.from('\n'), '\\n'),
    )
    .option(
      '--record-size <bytes>',
      'of a value: 200, or drawn: 100-2000',
      forFlag('--record-size', parseSize),
    )
    .option('--keys <kind>', 'none, uniform:COUNT, zipf:COUNT, or own, as read', forFlag('--keys', parseKeys))
    .optionsGroup('How long:')
    .option(
      '--blocks <number>',
      'of one slot each, at least 3 to say anything (5)',
      forFlag('--blocks', parseAtLeastOne),
    )
    .option('--slot-seconds <seconds>', 'measured in each slot (5)', forFlag('--slot-seconds', parsePositive))
    .option(
      '--num-records <number>',
      'measured in each slot, instead',
      forFlag('--num-records', parseAtLeastOne),
    )
    .option('--warm-up <seconds>', 'before that, dropped (1)', forFlag('--warm-up', parseSeconds))
    .addOption(
      new Option('--seed <number>', 'of the payload and the order')
        .argParser(forFlag('--seed', parseWhole))
        .default(1),
    )
    .optionsGroup('Output:')
    .option('--output <file>', 'the result, as JSON (docs/bench-results.md)')
    .addOption(
      new Option('--format <form>', "on stdout; perf-test: kafka-producer-perf-test's line a slot")
        .choices(['table', 'perf-test', 'json'])
        .default('table'),
    )
    .option('-q, --quiet', 'no progress on stderr')
    .addOption(
      new Option('--throughput <messages/s>').argParser(forFlag('--throughput', parseThroughput)).hideHelp(),
    )
    .addOption(new Option('--producer-props <name=value...>').argParser(collect(parsePair)).hideHelp())
    .addOption(new Option('--payload-file <file>').hideHelp())
    .addHelpText(
      'after',
      `
kafka-producer-perf-test's flags are understood: --num-records, --record-size, --throughput (-1: full speed),
--producer-props, --producer.config, --payload-file, --payload-delimiter, --topic.

Every slot is a process of its own; blocks take the contenders in an order drawn anew; what was sent is held against
what was reported and what is in the log. Ctrl-C leaves no topic and no process behind.

Examples:
  lingerbus bench --vary linger.ms=0,5,50 --rate 20000
  lingerbus bench -b localhost:9092 --vary batch.size=16384,1000000 --full-speed --output r.json
  lingerbus bench --aa --blocks 10

Exit codes: 0 measured · 1 of some contender no slot counts · 2 wrong usage or settings`,
    )
    .action(async (flags: Flags) => {
      const request = requestOf(flags)
      // Only now: a command that is not asked for need not be read.
      const { runBenchCommand } = await import('./run-bench.js')
      await runBenchCommand(request)
    })
}

/** @throws UsageError where the flags contradict each other */
export function requestOf(flags: Flags): BenchRequest {
  const isPerfTest = flags.format === 'perf-test'
  const vary = flags.vary ?? []
  if (flags.aa && vary.length > 0)
    throw new UsageError('--aa compares the same with the same: leave out --vary')
  if (flags.slotSeconds !== undefined && flags.numRecords !== undefined)
    throw new UsageError('--slot-seconds and --num-records: give one of them')
  if (flags.payload !== undefined && flags.payloadFile !== undefined)
    throw new UsageError('--payload and --payload-file: give one of them')
  const properties = propertiesOf(flags)
  const isEmbedded = properties['bootstrap.servers'] === undefined
  for (const [flag, value] of [
    ['--topic', flags.topic],
    ['--partitions', flags.partitions],
    ['--replication-factor', flags.replicationFactor],
  ] as const) {
    if (value !== undefined && isEmbedded)
      throw new UsageError(`${flag} needs -b: the embedded cluster has its own way`)
    if (value !== undefined && flag !== '--topic' && flags.topic !== undefined)
      throw new UsageError(`${flag}: the topic ${flags.topic} has its own`)
  }
  const word =
    flags.payloadFile === undefined ? flags.payload : ({ kind: 'file', source: flags.payloadFile } as const)
  if (word?.kind === 'topic' && isEmbedded) throw new UsageError('--payload topic:NAME needs -b')
  return {
    properties,
    vary,
    isAA: flags.aa ?? false,
    topic: flags.topic ?? null,
    partitions: flags.partitions ?? 4,
    replicationFactor: flags.replicationFactor ?? -1,
    mode: modeOf(flags),
    payload: payloadOf(
      word ?? { kind: isPerfTest ? 'random' : 'json', source: null },
      flags.recordSize,
      flags.keys,
      flags.payloadDelimiter,
    ),
    // Kafka's tool runs once, from the first message on; its values are random.
    blocks: flags.blocks ?? (isPerfTest ? 1 : 5),
    slotSeconds: flags.numRecords === undefined ? (flags.slotSeconds ?? 5) : null,
    slotMessages: flags.numRecords ?? null,
    warmUpSeconds: flags.warmUp ?? (isPerfTest ? 0 : 1),
    seed: flags.seed,
    output: flags.output ?? null,
    format: flags.format,
    quiet: flags.quiet ?? false,
  }
}

function modeOf({ rate, fullSpeed, outstanding, throughput }: Flags): BenchRequest['mode'] {
  const asked: BenchRequest['mode'][] = []
  if (rate !== undefined) asked.push({ kind: 'rate', messagesPerSecond: rate })
  if (fullSpeed) asked.push({ kind: 'full-speed' })
  if (outstanding !== undefined) asked.push({ kind: 'outstanding', outstanding })
  if (throughput !== undefined) asked.push(throughput)
  if (asked.length > 1)
    throw new UsageError('--rate, --full-speed, --outstanding, --throughput: give one of them')
  return asked[0] ?? { kind: 'rate', messagesPerSecond: USUAL_RATE }
}

function propertiesOf(flags: Flags): Record<string, string> {
  const file = flags['producer.config']
  const fromFile = file === undefined ? [] : readPropertiesFile(file, flags.bootstrapServer)
  const given = [...fromFile, ...(flags.producerProps ?? []), ...(flags.producerProperty ?? [])]
  const properties = Object.fromEntries(given)
  if (flags.bootstrapServer !== undefined) properties['bootstrap.servers'] = flags.bootstrapServer
  return properties
}
