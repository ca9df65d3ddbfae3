import { Command } from 'commander'
import { diagnose, type ProducerOptions } from '../index.js'
import { DoctorPrinter } from './doctor-text.js'
import { collect, forFlag, parsePair, parseWhole } from './flags.js'
import { readPropertiesFile } from './properties-file.js'
import { UsageError } from './usage-error.js'

interface Flags {
  bootstrapServer?: string
  topic?: string
  producerProperty?: [string, string][]
  'producer.config'?: string
  produce?: true
  timeout?: number
  json?: true
}

/** `lingerbus doctor`: why does it not connect? */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Find out why a producer does not get through: cause, evidence and mend.')
    .option('-b, --bootstrap-server <host:port,...>', 'brokers to ask first')
    .option('-t, --topic <topic>', 'look at this topic as well')
    .option('-X, --producer-property <name=value>', "any of librdkafka's properties", collect(parsePair))
    .option(
      '-F, --producer.config <file>',
      "a file of them, name=value a line, or a Java producer's; -X wins over it",
    )
    .option('--produce', 'deliver a test message to the topic; without it nothing is written')
    .option('--timeout <ms>', 'for the whole way; 4500 unless told', forFlag('--timeout', parseWhole))
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
The rungs: configuration, DNS, TCP, TLS, SASL, API versions, metadata, each advertised
listener (resolved and reached from here), the topic, and a test message with --produce.
It stops at the first that is broken. Passwords, keys and tokens are shown nowhere.

Exit codes: 0 all is well · 1 a rung is broken · 2 wrong usage

Examples:
  lingerbus doctor -b localhost:9092
  lingerbus doctor -b broker.example:9093 -t orders -F client.properties
  lingerbus doctor -b localhost:9092 -t orders --produce --json`,
    )
    .action(run)
}

async function run(flags: Flags): Promise<void> {
  if (flags.produce && flags.topic === undefined) throw new UsageError('--produce needs -t: where to')
  const { topic, produce, timeout: timeoutMs } = flags
  const options = optionsOf(flags)
  const printer = flags.json ? null : new DoctorPrinter(process.stdout, process.env)
  const diagnosis = await diagnose(options, {
    topic,
    produce,
    timeoutMs,
    onRung: (finding) => printer?.print(finding),
  })
  if (printer) printer.end(diagnosis)
  else process.stdout.write(`${JSON.stringify(diagnosis, null, 2)}\n`)
  // A name server that is silent would hold the process for as long as the system waits for it.
  process.stdout.write('', () => process.exit(diagnosis.ok ? 0 : 1))
}

function optionsOf(flags: Flags): ProducerOptions {
  const file = flags['producer.config']
  const fromFile = file === undefined ? [] : readPropertiesFile(file, flags.bootstrapServer)
  const properties = Object.fromEntries([...fromFile, ...(flags.producerProperty ?? [])])
  if (flags.bootstrapServer !== undefined) properties['bootstrap.servers'] = flags.bootstrapServer
  return properties as ProducerOptions
}
