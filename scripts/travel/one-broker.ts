// What can be seen on a single broker: how batches fill, and how they compress.
import { readFileSync } from 'node:fs'
import { startCluster, stopCluster } from '../kafka/cluster.mjs'
import { interleaved } from './repeats.ts'
import { hundredBytes, runLoad } from './trials.ts'

/** More where a noisy machine hides the difference. */
export const CODEC_REPEATS = 5
export const CODEC_FEEDS = 8

export const feed = readFileSync(new URL('../../examples/demo/bike-feed.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')

export async function measureOneBroker() {
  const cluster = await startCluster({
    name: 'travel-one',
    nodes: 1,
    properties: { 'num.partitions': '1' },
    ownerPid: process.pid,
  })
  const servers = { 'bootstrap.servers': cluster.bootstrapServers }
  try {
    // The topic's and the broker's own first time are nobody's latency.
    for (const topic of ['linger', 'batch-size', 'codec', 'batch-compression'])
      await runLoad({ options: servers, topic, values: hundredBytes(100) })
    return {
      linger: await interleaved(
        [0, 1, 5, 50].map((linger) => [
          `linger.ms=${linger}`,
          () =>
            runLoad({
              options: { ...servers, 'linger.ms': linger },
              topic: 'linger',
              values: hundredBytes(2000),
              rate: 1000,
            }),
        ]),
      ),
      batchSize: await interleaved(
        [1000, 16_384, 131_072, 1_000_000].map((batchSize) => [
          `batch.size=${batchSize}`,
          () =>
            runLoad({
              options: { ...servers, 'batch.size': batchSize, 'linger.ms': 5 },
              topic: 'batch-size',
              values: hundredBytes(30_000),
            }),
        ]),
      ),
      codec: await interleaved(
        (['none', 'lz4', 'snappy', 'zstd', 'gzip'] as const).map((codec) => [
          codec,
          () =>
            runLoad({
              options: {
                ...servers,
                'compression.type': codec,
                'linger.ms': 50,
                'queue.buffering.max.messages': 1_000_000,
              },
              topic: 'codec',
              values: Array.from({ length: CODEC_FEEDS }, () => feed).flat(),
            }),
        ]),
        CODEC_REPEATS,
      ),
      batchCompression: await interleaved(
        [1, 10, 100, 1000].map((messages) => [
          `batch.num.messages=${messages}`,
          () =>
            runLoad({
              options: {
                ...servers,
                'compression.type': 'zstd',
                'batch.num.messages': messages,
                'linger.ms': 50,
              },
              topic: 'batch-compression',
              values: feed.slice(0, 2000),
            }),
        ]),
      ),
    }
  } finally {
    await stopCluster({ name: 'travel-one', wipe: true })
  }
}
