import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { accountOf, threeDays } from '../../examples/datalake/readings.js'
import { SparkProgram } from '../../examples/datalake/spark.js'
import { runExample } from '../support/command.js'
import { createTopic, readLog } from '../support/kafka.js'

const LIMIT_MS = 600_000 // Spark starts three times, on a machine that may be busy
const bootstrapServers = inject('bootstrapServers')
const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-lake-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(
  'what was produced lies in the lake, each reading once, although Spark was killed in the middle',
  async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 4 })
    const args = [bootstrapServers, topic, folder]
    const { code, stdout, stderr } = await runExample('datalake/main', args, { limitMs: LIMIT_MS })
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' })

    const [before, after] = stdout.split('spark    killed')
    expect(rowsIn(before!).length, 'batches before the kill').toBeGreaterThanOrEqual(2)
    expect(sum(rowsIn(after!)), 'rows that only the second start brought').toBeGreaterThan(12_960)

    const produced = accountOf(threeDays())
    expect([...produced.values()].map(({ count }) => count)).toEqual([8640, 8640, 8640])
    expect(accountOf(await readingsIn(topic))).toEqual(produced)
    for (const [day, { count, checksum }] of produced) {
      expect(stdout).toContain(`lake     day=${day}: ${count} rows, checksum ${checksum}, as produced\n`)
    }
    expect(stdout).toContain('what was produced lies in the lake, each reading once\n')
  },
  LIMIT_MS,
)

test('a program that fails says why', async () => {
  const answers = new SparkProgram('count_lake.py', []).answers()
  await expect(answers.next()).rejects.toThrow(/count_lake.py ended with 1:[\s\S]*not enough values/)
})

/** How many rows each batch had, as the example says. */
function rowsIn(printed: string): number[] {
  return [...printed.matchAll(/batch \d+: (\d+) rows/g)].map(([, rows]) => Number(rows))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

async function readingsIn(topic: string) {
  const { records } = await readLog(bootstrapServers, topic)
  return records.map(({ value }) => JSON.parse(String(value)))
}
