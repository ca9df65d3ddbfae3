import { Command, Option } from 'commander'
import { PRESETS } from '../config/presets.js'
import { DEPTHS, type DepthName } from '../tune/depth.js'
import { parseGoal } from '../tune/goal.js'
import { parsePositive, parseVary } from './bench-flags.js'
import { readConfig } from './config-source.js'
import { collect, forFlag, parsePair, parseWhole } from './flags.js'
import type { TuneRequest } from './tune-request.js'
import { UsageError } from './usage-error.js'
import { addPayloadFlags, addTargetFlags, type WorkloadFlags, workloadIn } from './workload-flags.js'

interface Flags extends WorkloadFlags {
  goal: string
  mode: DepthName
  vary?: [string, string[]][]
  current?: string
  producerProperty?: [string, string][]
  slotSeconds?: number
  seed: number
  dryRun?: true
  state?: string
  resume?: string
  output?: string
  json?: true
  exitCode?: true
  quiet?: true
}

/** `lingerbus tune`: its flags, and what they ask for. */
export function tuneCommand(): Command {
  const command = new Command('tune').description(
    'Find the settings for a goal by measurement, or say that yours are as good.',
  )
  command.requiredOption(
    '--goal <goal>',
    "'p99<=20ms at 5000/s' (or p50, p90, p95, p99.9), max-throughput, min-cpu, 'min-cpu at 5000/s'",
  )
  addTargetFlags(command)
    .optionsGroup('What is compared:')
    .option(
      '--current <source>',
      "your settings: a preset's name, or a file of name=value or JSON (balanced)",
    )
    .option('-X, --producer-property <name=value>', 'one more of them', collect(parsePair))
    .option(
      '--vary <name=value,value,...>',
      'try these values of a property; those of other properties are then as they are',
      collect(forFlag('--vary', parseVary)),
    )
  return addPayloadFlags(command)
    .optionsGroup('How long:')
    .addOption(
      new Option('--mode <mode>', 'how much is tried, and how surely')
        .choices(Object.keys(DEPTHS))
        .default('standard'),
    )
    .option(
      '--slot-seconds <seconds>',
      "measured in each slot, instead of the mode's",
      forFlag('--slot-seconds', parsePositive),
    )
    .addOption(
      new Option('--seed <number>', 'of the payload and the order')
        .argParser(forFlag('--seed', parseWhole))
        .default(1),
    )
    .option('--dry-run', 'say what would be tried, how long it takes and how much it sends; asks no broker')
    .option('--state <file>', 'keep what was measured there')
    .option('--resume <file>', 'go on with what is kept there; the other flags as before')
    .optionsGroup('Output:')
    .option('--output <file>', 'every slot, as lingerbus bench writes it (docs/bench-results.md)')
    .option('--json', 'the answer for programs')
    .option('--exit-code', 'exit with 4 where better settings were found')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText(
      'after',
      `
First two trials and the same settings against themselves: what can this machine tell apart? Then successive halving
over linger.ms, batch.size and compression.type, and a confirmation in fresh processes against your settings and the
defaults. acks, idempotence and what else decides about loss and order are never changed. Existing topics are left
alone unless you name one with --topic. Ctrl-C leaves no topic and no process behind, and --resume goes on.

Examples:
  lingerbus tune -b localhost:9092 --goal 'p99<=20ms at 5000/s'
  lingerbus tune -b localhost:9092 --goal max-throughput --current producer.properties --payload topic:orders
  lingerbus tune --goal min-cpu --vary linger.ms=0,5,50 --mode quick

Exit codes: 0 an answer: better settings, or keep yours · 1 the goal is not reached, or nothing could be measured ·
2 wrong usage or settings · 3 too noisy to say · 4 better settings, with --exit-code`,
    )
    .action(async (flags: Flags) => {
      const request = requestOf(flags)
      // Only now: a command that is not asked for need not be read.
      const { runTune } = await import('./run-tune.js')
      await runTune(request)
    })
}

/** @throws UsageError where the flags contradict each other */
function requestOf(flags: Flags): TuneRequest {
  if (flags.state !== undefined && flags.resume !== undefined)
    throw new UsageError('--state and --resume: --resume goes on writing to its file, leave out --state')
  const properties = propertiesOf(flags)
  const names = (flags.vary ?? []).map(([name]) => name)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) throw new UsageError(`--vary ${twice}: give it once, with all its values`)
  return {
    ...workloadIn(flags, properties['bootstrap.servers'] === undefined),
    goal: forFlag('--goal', parseGoal)(flags.goal),
    goalText: flags.goal,
    depth: flags.mode,
    properties,
    vary: flags.vary ?? [],
    slotSeconds: flags.slotSeconds ?? null,
    seed: flags.seed,
    isDryRun: flags.dryRun ?? false,
    state: flags.resume ?? flags.state ?? null,
    isResumed: flags.resume !== undefined,
    output: flags.output ?? null,
    asJson: flags.json ?? false,
    quiet: flags.quiet ?? false,
    tellsBetter: flags.exitCode ?? false,
  }
}

const SERVERS = ['bootstrap.servers', 'metadata.broker.list', 'brokers']

/** The current settings as text, with the brokers, if any, by one name. */
function propertiesOf({ current, producerProperty = [], bootstrapServer }: Flags): Record<string, string> {
  // Not by readConfig, which gives a preset an address to explain it with.
  const isPreset = current !== undefined && Object.hasOwn(PRESETS, current)
  const given = isPreset ? { preset: current } : current === undefined ? {} : readConfig(current)
  const texts = Object.entries({ ...given, ...Object.fromEntries(producerProperty) }).map(
    ([name, value]) => [name, textOf(name, value)] as const,
  )
  const servers = bootstrapServer ?? texts.find(([name]) => SERVERS.includes(name))?.[1]
  const others = texts.filter(([name]) => !SERVERS.includes(name))
  return Object.fromEntries(servers === undefined ? others : [...others, ['bootstrap.servers', servers]])
}

/** Each slot is a process of its own: what it is told is text. */
function textOf(name: string, value: unknown): string {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(',')
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value)
  throw new UsageError(
    `--current: ${name}: expected a text or a number; write it by librdkafka's dotted names`,
  )
}
