import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describeVersions } from '../../bench/machine.ts'
import { describeMachine } from '../../src/measure/machine.js'

/** Keeps what a long run gave, with what it was made by: test/endurance/results/NAME.json. */
export function keepResult(name: string, command: string, result: object): void {
  const about = {
    name,
    command,
    date: new Date().toISOString(),
    machine: describeMachine(),
    versions: describeVersions(),
  }
  const file = fileURLToPath(new URL(`results/${name}.json`, import.meta.url))
  mkdirSync(new URL('results', import.meta.url), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ ...about, ...result }, null, 1)}\n`)
  console.log(file)
}
