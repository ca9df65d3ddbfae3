// `lingerbus tune` on a real Kafka of its own, interrupted at fifty moments: no topic, process or file may stay behind.
//   npm run check:tune-interrupts [-- --moments 50 --seed 1]     a quarter of an hour; writes results/tune-interrupts.json
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../scripts/build.mjs'
import { startCluster, stopCluster } from '../../scripts/kafka/cluster.mjs'
import { setup } from '../../scripts/setup.mjs'
import { type Interruption, interruptTune, isClean, momentsOf } from '../support/tune/interrupted.ts'
import { keepResult } from './result-file.ts'

const { values } = parseArgs({
  options: { moments: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
})
await setup({ steps: ['packages', 'binding', 'addon', 'java'], quiet: true })
await buildIfStale()
const name = `tune-${process.pid}`
const { bootstrapServers } = await startCluster({ name, ownerPid: process.pid })
const interruptions: Interruption[] = []
try {
  for (const moment of momentsOf(Number(values.seed), Number(values.moments))) {
    const seen = await interruptTune(bootstrapServers, moment)
    interruptions.push(seen)
    console.log(JSON.stringify(seen))
  }
} finally {
  await stopCluster({ name, wipe: true })
}
const bad = interruptions.filter((seen) => !isClean(seen))
const words = process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []
keepResult('tune-interrupts', ['npm run check:tune-interrupts', ...words].join(' '), {
  seed: Number(values.seed),
  moments: interruptions.length,
  endedBefore: interruptions.filter(({ endedBefore }) => endedBefore).length,
  bad: bad.length,
  // What was said names a file of this machine.
  interruptions: interruptions.map(({ said: _, ...seen }) => seen),
})
process.exitCode = bad.length === 0 ? 0 : 1
