import { type Command, Option } from 'commander'
import type { LEAST_BYTES } from '../measure/least-bytes.js'
import {
  type PayloadWord,
  parseAtLeastOne,
  parseKeys,
  parsePayload,
  parseSize,
  payloadOf,
} from './bench-flags.js'
import type { BenchRequest, PayloadRequest } from './bench-plan.js'
import { forFlag, parseDelimiter } from './flags.js'
import { UsageError } from './usage-error.js'

/** Where to, and what: the same for all that measure. */
export interface WorkloadFlags {
  bootstrapServer?: string
  topic?: string
  partitions?: number
  replicationFactor?: number
  payload?: PayloadWord
  payloadFile?: string
  payloadDelimiter: Buffer
  recordSize?: { min: number; max: number }
  keys?: PayloadRequest['keys']
}

export function addTargetFlags(command: Command): Command {
  return command
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
}

export function addPayloadFlags(command: Command): Command {
  return command
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
}

/** @throws UsageError where the flags contradict each other */
export function workloadIn(
  flags: WorkloadFlags,
  isEmbedded: boolean,
  usualKind: keyof typeof LEAST_BYTES = 'json',
): Pick<BenchRequest, 'topic' | 'partitions' | 'replicationFactor' | 'payload'> {
  if (flags.payload !== undefined && flags.payloadFile !== undefined)
    throw new UsageError('--payload and --payload-file: give one of them')
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
    topic: flags.topic ?? null,
    partitions: flags.partitions ?? 4,
    replicationFactor: flags.replicationFactor ?? -1,
    payload: payloadOf(
      word ?? { kind: usualKind, source: null },
      flags.recordSize,
      flags.keys,
      flags.payloadDelimiter,
    ),
  }
}
