import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nodeVersions } from '../../scripts/setup/nodes.mjs'
import { PROCESS_ENDS, WORKER_ENDS } from '../support/ends.js'

const read = (place: string) => readFileSync(new URL(`../../${place}`, import.meta.url), 'utf8')
const result = (name: string) => JSON.parse(read(`test/endurance/results/${name}.json`))

interface Row {
  stage: string
  broker: string
  way?: string
  runs: number
  good: number
}

describe('what the long runs gave is what the documents say', () => {
  test('one addon file on every Node.js of the list', () => {
    const { nodes } = result('nodes')
    expect(nodes.map(({ node }: { node: string }) => node)).toEqual(nodeVersions)
    expect(nodes.every(({ works }: { works: boolean }) => works)).toBe(true)
    const told = /<!-- nodes -->(.*)<!-- \/nodes -->/.exec(read('docs/architecture.md'))
    expect(told?.[1]).toBe(`${nodeVersions.slice(0, -1).join(', ')} and ${nodeVersions.at(-1)}`)
  })

  test('every end of a process or a worker, a hundred times, each as it must be', () => {
    const { processes, workers } = result('ends')
    const rows: Row[] = [...processes, ...workers]
    const key = ({ stage, broker, way }: { stage: string; broker: string; way?: string }) =>
      [stage, broker, way].join(' ')
    expect(rows.map(key).sort()).toEqual([...PROCESS_ENDS, ...WORKER_ENDS].map(key).sort())
    for (const row of rows) {
      expect(row.runs, key(row)).toBeGreaterThanOrEqual(100)
      expect(row.good, key(row)).toBe(row.runs)
    }
  })
})
