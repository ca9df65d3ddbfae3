import { Command, Option } from 'commander'
import { parseAtLeastOne, parsePositive, parseSeconds, parseThroughput, parseVary } from './bench-flags.js'
import type { BenchRequest } from './bench-plan.js'
import { collect, forFlag, parsePair, parseWhole } from './flags.js'
import { readPropertiesFile } from './properties-file.js'
import { UsageError } from './usage-error.js'
import { addPayloadFlags, addTargetFlags, type WorkloadFlags, workloadIn } from './workload-flags.js'

interface Flags extends WorkloadFlags {
  vary?: [string, string[]][]
  aa?: true
  rate?: number
  fullSpeed?: true
  outstanding?: number
  throughput?: BenchRequest['mode']
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
  const command = new Command('bench').description(
    'Compare settings by measurement, and say what is reliably better.',
  )
  addTargetFlags(command)
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
  return addPayloadFlags(command)
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
  const properties = propertiesOf(flags)
  const isEmbedded = properties['bootstrap.servers'] === undefined
  return {
    properties,
    vary,
    isAA: flags.aa ?? false,
    // The values of Kafka's tool are random.
    ...workloadIn(flags, isEmbedded, isPerfTest ? 'random' : 'json'),
    mode: modeOf(flags),
    // Kafka's tool runs once, from the first message on.
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
