import { Command, Option } from 'commander'
import { ConsoleForm } from './console-form.js'
import { collect, forFlag, parseDelimiter, parseHeader, parsePair, parseWhole } from './flags.js'
import type { Plan } from './plan.js'
import { readPropertiesFile } from './properties-file.js'
import { runProduce } from './run-produce.js'
import { UsageError } from './usage-error.js'

interface Flags {
  bootstrapServer?: string
  topic: string
  partition?: number
  keyDelimiter?: Buffer
  key?: string
  delimiter: Buffer
  header?: [string, string | null][]
  emptyAsNull?: true
  nullMarker?: string
  compression?: string
  compressionCodec?: string | true
  producerProperty?: [string, string][]
  'producer.config'?: string
  property?: [string, string][]
  wholeFiles?: true
  count?: number
  failed?: string
  quiet?: true
}

/** Flags of kafka-console-producer that are settings in disguise, or that we do not have, and what to write. */
const ADVICE: Record<string, string> = {
  'request-required-acks': 'write -X acks=…',
  timeout: 'write -X linger.ms=…',
  'batch-size': 'it counts messages: write -X batch.num.messages=…',
  'max-partition-memory-bytes': 'write -X batch.size=…',
  'max-memory-bytes': 'write -X queue.buffering.max.kbytes=…',
  'max-block-ms': 'nothing here waits without saying so: reading pauses while the queue is full',
  'message-send-max-retries': 'write -X retries=…',
  'retry-backoff-ms': 'write -X retry.backoff.ms=…',
  'request-timeout-ms': 'write -X request.timeout.ms=…',
  'metadata-expiry-ms': 'write -X topic.metadata.refresh.interval.ms=…',
  'socket-buffer-size': 'write -X socket.send.buffer.bytes=…',
  'line-reader': 'it names a Java class: pipe the records in instead',
  'reader-config': 'write --property once for each of its lines',
  'broker-list': 'write -b or --bootstrap-server',
  brokers: 'write -b or --bootstrap-server',
  sync: 'one record a request: write -X linger.ms=0 -X batch.num.messages=1',
}

/** `lingerbus produce`: its flags, and the plan they make. */
export function produceCommand(): Command {
  const command = new Command('produce')
    .description('Send lines of stdin, or of files, to a topic, and account for every one.')
    .argument('[files...]', 'read these instead of stdin, one after the other')
    .option('-b, --bootstrap-server <host:port,...>', 'brokers to ask first')
    .requiredOption('-t, --topic <topic>', 'where to')
    .option(
      '-p, --partition <number>',
      'all records to this partition; −1: the partitioner decides',
      parsePartition,
    )
    .optionsGroup('Records:')
    .addOption(
      new Option('-D, --delimiter <text>', 'what ends a record; \\n \\r \\t \\0 \\xNN are understood')
        .argParser(forFlag('-D', parseDelimiter))
        .default(Buffer.from('\n'), '\\n'),
    )
    .option(
      '-K, --key-delimiter <text>',
      'what ends the key in a record; without one in it a record has no key',
      forFlag('-K', parseDelimiter),
    )
    .option('-k, --key <text>', 'the key of records that bring none')
    .option('-H, --header <name=value>', 'a header on every record; repeat it for more', collect(parseHeader))
    .option('-Z, --empty-as-null', 'an empty value is a tombstone (null), an empty key no key')
    .option('--null-marker <text>', 'a key, value or header value that equals this is null')
    .option('--whole-files', 'each file is one record')
    .option('-c, --count <number>', 'stop after this many records', parseWhole)
    .optionsGroup('Settings:')
    .option('-z, --compression <codec>', 'none, gzip, snappy, lz4 or zstd')
    .option('-X, --producer-property <name=value>', "any of librdkafka's properties", collect(parsePair))
    .option(
      '-F, --producer.config <file>',
      "a file of them, name=value a line, or a Java producer's; -X wins over it",
    )
    .optionsGroup('Account:')
    .option('--failed <file>', 'keep the records that were not delivered, as they were read')
    .option('-q, --quiet', 'no progress, no account: the exit code tells')
    .addOption(new Option('--property <name=value>', '').argParser(collect(parsePair)).hideHelp())
    .addOption(new Option('--compression-codec [codec]', '').hideHelp())
    // kcat's: produce, and files line by line, which is what this command does.
    .addOption(new Option('-P').hideHelp())
    .addOption(new Option('-l').hideHelp())
    .addHelpText(
      'after',
      `
kafka-console-producer's --property is understood: parse.key, key.separator, parse.headers,
headers.delimiter, headers.separator, headers.key.separator, null.marker, ignore.error.

Reading pauses while the queue is full; no more of the input is held in memory than that
and its longest record. Ctrl-C stops
reading, delivers what was read for ten seconds at most and accounts for it; a second one gives it up
(--failed keeps it). With -X transactional.id=… a run is one transaction: all records, or none.

Examples:
  tail -f app.log | lingerbus produce -b localhost:9092 -t logs -z zstd
  echo 'order-42:{"total":129.9}' | lingerbus produce -b localhost:9092 -t orders -K :
  echo 'order-42:' | lingerbus produce -b localhost:9092 -t orders -K : -Z      (a tombstone)
  lingerbus produce -b localhost:9092 -t import --failed again.txt < dump.txt`,
    )
  for (const [flag, advice] of Object.entries(ADVICE)) {
    command.addOption(new Option(`--${flag} [value]`, '').hideHelp())
    command.on(`option:${flag}`, () => {
      throw new UsageError(`--${flag}: ${advice}`)
    })
  }
  return command.action((files: string[], flags: Flags) => runProduce(planOf(files, flags)))
}

function planOf(files: string[], flags: Flags): Plan {
  const form = new ConsoleForm(flags.property ?? [])
  const fromFile =
    flags['producer.config'] === undefined
      ? []
      : readPropertiesFile(flags['producer.config'], flags.bootstrapServer)
  const { compressionCodec } = flags
  const codec = flags.compression ?? (compressionCodec === true ? 'gzip' : compressionCodec)
  const properties = Object.fromEntries([...fromFile, ...(flags.producerProperty ?? [])])
  if (flags.bootstrapServer !== undefined) properties['bootstrap.servers'] = flags.bootstrapServer
  if (codec !== undefined) properties['compression.type'] = codec
  if (flags.wholeFiles && files.length === 0) throw new UsageError('--whole-files needs files')
  const nullMarker = flags.nullMarker ?? form.nullMarker
  return {
    files,
    properties,
    topic: flags.topic,
    partition: flags.partition === -1 ? undefined : flags.partition,
    headers: flags.header ?? [],
    key: flags.key,
    delimiter: flags.wholeFiles ? null : flags.delimiter,
    layout: {
      keyDelimiter: flags.keyDelimiter ?? form.keySeparator,
      mustHaveKey: form.mustHaveKey && flags.keyDelimiter === undefined,
      headers: form.headers,
      nullMarker: nullMarker === undefined ? null : Buffer.from(nullMarker),
      emptyAsNull: flags.emptyAsNull ?? false,
    },
    count: flags.count ?? Number.POSITIVE_INFINITY,
    failedFile: flags.failed,
    quiet: flags.quiet ?? false,
  }
}

/** −1 stays a number here: Commander takes undefined for a flag without a value. */
function parsePartition(text: string): number {
  return text === '-1' ? -1 : parseWhole(text)
}
