import { readFileSync } from 'node:fs'
import type { SlotOrder } from '../measure/protocol.js'
import { type StoredRecord, writeRecords } from '../measure/records-file.js'
import type { BenchRequest } from './bench-plan.js'
import { Splitter } from './records.js'
import { readSample } from './topic-sample.js'
import { UsageError } from './usage-error.js'

/** Of a topic so many of the newest records. */
const SAMPLE = 10_000
/** Of a file, all of which every slot holds in memory. */
const MOST_BYTES = 256 * 2 ** 20

/**
 * What every slot is told of the payload; records that are read are put into `folder` for it.
 * @throws UsageError where a file cannot be read or holds no record, KafkaError where a topic cannot be read
 */
export async function preparePayload(
  { payload, properties }: Pick<BenchRequest, 'payload' | 'properties'>,
  folder: string,
): Promise<SlotOrder['payload']> {
  const { kind, size, keys } = payload
  if (payload.file === null && payload.topic === null) return { kind, size, file: null, keys }
  const records =
    payload.topic === null
      ? readLines(payload.file!, payload.delimiter)
      : await sampleOf(properties, payload.topic)
  if (records.length === 0)
    throw new UsageError(`--payload: there is no record in ${payload.file ?? payload.topic}`)
  const file = `${folder}/records`
  writeRecords(file, records)
  return { kind, size, file, keys }
}

function readLines(file: string, delimiter: Buffer): StoredRecord[] {
  const splitter = new Splitter(delimiter)
  try {
    const bytes = readFileSync(file)
    if (bytes.length > MOST_BYTES) throw new Error(`${bytes.length} bytes, at most ${MOST_BYTES}`)
    const lines = [...splitter.split(bytes), ...splitter.end()]
    return lines.filter((line) => line.length > 0).map((line) => [null, Buffer.from(line)])
  } catch (error) {
    throw new UsageError(`--payload ${file}: ${(error as Error).message}`)
  }
}

async function sampleOf(
  properties: Readonly<Record<string, string>>,
  topic: string,
): Promise<StoredRecord[]> {
  const { records } = await readSample(properties, topic, SAMPLE, { withValues: true })
  return records.map(({ key, value = null }) => [key, value])
}
