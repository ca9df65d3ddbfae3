import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CAUSES, RUNGS } from '../../src/doctor/diagnosis.js'

const page = readFileSync(new URL('../../docs/doctor.md', import.meta.url), 'utf8')

test('docs/doctor.md says every rung and every cause, and no other', () => {
  const rows = [...page.matchAll(/^\| ([\w ]+) \| `([\w-]+)` \|/gm)]
  expect(rows.map(([, , cause]) => cause)).toEqual([...CAUSES])
  expect(new Set(rows.map(([, rung]) => rung))).toEqual(new Set(RUNGS))
})
