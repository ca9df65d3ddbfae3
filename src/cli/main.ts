#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { KafkaError } from '../index.js'
import { VERSION } from '../version.js'
import { benchCommand } from './bench.js'
import { configCommand } from './config.js'
import { doctorCommand } from './doctor.js'
import { partitionCommand } from './partition.js'
import { produceCommand } from './produce.js'
import { reportCommand } from './report.js'
import { tuneCommand } from './tune.js'
import { UsageError } from './usage-error.js'

/** 0: everything delivered; 1: something was not; 2: the command line or a setting is wrong. The same for every command. */
const FAILED = 1
const USAGE = 2

/** `--version --verbose`, in either order: the answer of `--version` has to be there before the words are read. */
const VERSION_WORDS = ['-V', '--version', '--verbose']
const words = process.argv.slice(2)
const isVerbose = words.includes('--verbose') && words.every((word) => VERSION_WORDS.includes(word))

const program = new Command('lingerbus')
  .description('Kafka from the shell, with an account of every message.')
  .version(isVerbose ? (await import('./installation.js')).describeInstallation() : VERSION, '-V, --version')
  .option('--verbose', 'with --version: which engine runs here, and on which librdkafka')
  .showHelpAfterError('(lingerbus --help shows what there is)')
  .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
  .addCommand(produceCommand())
  .addCommand(partitionCommand())
  .addCommand(configCommand())
  .addCommand(benchCommand())
  .addCommand(reportCommand())
  .addCommand(tuneCommand())
  .addCommand(doctorCommand())
  .addHelpText(
    'after',
    `
Examples:
  tail -f app.log | lingerbus produce -b localhost:9092 -t logs
  lingerbus produce -b localhost:9092 -t orders -K : orders.txt
  lingerbus partition order-42 -n 12 --all
  lingerbus partition --check -b localhost:9092 -t orders
  lingerbus config explain durable
  lingerbus bench --vary linger.ms=0,5,50
  lingerbus tune --goal 'p99<=20ms at 5000/s' -b localhost:9092
  lingerbus doctor -b localhost:9092 -t orders
  lingerbus produce --help

Exit codes: 0 every record was delivered · 1 some were not · 2 wrong usage or settings
(partition --check: 0 the keys lie where --partitioner puts them · 1 they do not;
doctor: 0 all is well · 1 a rung is broken)`,
  )
  .exitOverride()
for (const command of program.commands) {
  command.exitOverride()
  for (const inner of command.commands) inner.exitOverride()
}

// Whoever reads our output may stop reading: `lingerbus --help | head -1` is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed it. Help and version are no errors.
    process.exitCode = error.exitCode === 0 ? 0 : USAGE
  } else if (UsageError.is(error) || (KafkaError.is(error) && error.code === '_INVALID_ARG')) {
    console.error(`lingerbus: ${(error as Error).message}`)
    process.exitCode = USAGE
  } else if (KafkaError.is(error)) {
    console.error(`lingerbus: ${error.message}`)
    process.exitCode = FAILED
  } else {
    throw error
  }
}
