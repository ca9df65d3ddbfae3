import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { buildIfStale } from '../../scripts/build.mjs'
import { TESTED_BELOW, TESTED_FROM } from '../../src/engine/binding-version.js'
import { makeProject, OFFICIAL, ROOT, removeProject, runText } from '../support/project.js'

const project = makeProject()

// A project of a user who has forced some other version upon lingerbus.
beforeAll(async () => {
  await buildIfStale()
  const lingerbus = path.join(project, 'node_modules/lingerbus')
  mkdirSync(lingerbus, { recursive: true })
  cpSync(path.join(ROOT, 'dist'), path.join(lingerbus, 'dist'), { recursive: true })
  cpSync(path.join(ROOT, 'package.json'), path.join(lingerbus, 'package.json'))
  symlinkSync(path.join(ROOT, 'node_modules/zod'), path.join(project, 'node_modules/zod'))
}, 120_000)
afterAll(() => removeProject(project))

describe('the tested range', () => {
  test('is what package.json asks for', () => {
    const range = manifest.dependencies[OFFICIAL]
    const [, major, minor, patch] = /^~(\d+)\.(\d+)\.(\d+)$/.exec(range)!
    expect(TESTED_FROM).toBe(`${major}.${minor}.${patch}`)
    // For npm ~1.10.1 ends where 1.11.0 begins.
    expect(TESTED_BELOW).toBe(`${major}.${Number(minor) + 1}.0`)
  })

  // Numbers, not text: 1.9 is before 1.10, and 1.10.10 after 1.10.9.
  test.each(['1.10.1', '1.10.2', '1.10.10', '1.10.99'])('%s is inside: no warning', async (version) => {
    install({ version })
    expect((await attempt('esm.mjs')).warnings).toEqual([])
  })

  test.each(['0.99.99', '1.9.99', '1.10.0', '1.10.2-rc.1', '1.11.0', '2.10.1'])(
    '%s is outside: one warning, however many producers',
    async (version) => {
      install({ version })
      expect((await attempt('esm.mjs')).warnings).toEqual([warningAbout(version)])
    },
  )

  test.each(['esm.mjs', 'cjs.cjs'])('outside it goes on: %s', async (program) => {
    install({ version: '1.12.3', native: 'the real one' })
    expect(await attempt(program)).toEqual({
      warnings: [warningAbout('1.12.3')],
      errors: [],
      delivered: 2,
    })
  })
})

test('a binary for another Node: the error says so, in one line, before what mends it', async () => {
  install({ version: '1.10.1' })
  const { errors } = await attempt('esm.mjs')
  expect(errors).toHaveLength(2)
  expect(errors[0]!.split('\n')).toEqual([
    `the native module of ${OFFICIAL} could not be loaded: The module 'x.node' was compiled against NODE_MODULE_VERSION 1.`,
    expect.stringContaining(`\`npm rebuild ${OFFICIAL}\``),
    expect.stringContaining(`\`CKJS_LINKING=dynamic npm rebuild ${OFFICIAL}\``),
  ])
})

interface Attempt {
  warnings: { type: string; code: string; message: string }[]
  errors: string[]
  delivered: number
}

function warningAbout(version: string): Attempt['warnings'][number] {
  return {
    type: 'LingerbusWarning',
    code: 'UNTESTED_BINDING',
    message:
      `found ${OFFICIAL} ${version}, but this version of lingerbus is tested with ` +
      `>=${TESTED_FROM} <${TESTED_BELOW}. ` +
      'It goes on, but the account of the messages may be wrong.',
  }
}

/** A package that says it is this version; its native module is for another Node unless told. */
function install({ version, native }: { version: string; native?: 'the real one' }): void {
  const folder = path.join(project, 'node_modules', OFFICIAL)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: OFFICIAL, version }))
  const real = path.join(ROOT, 'node_modules', OFFICIAL, 'librdkafka.js')
  writeFileSync(
    path.join(folder, 'librdkafka.js'),
    native
      ? `module.exports = require(${JSON.stringify(real)})`
      : `throw new Error("The module 'x.node'\\nwas compiled against\\nNODE_MODULE_VERSION 1.")`,
  )
}

/** Two producers in a process of their own, each with one message. */
async function attempt(program: string): Promise<Attempt> {
  const load = program.endsWith('.cjs')
    ? "const { Producer } = require('lingerbus')"
    : "import { Producer } from 'lingerbus'"
  const text = `${load}
async function main() {
  const warnings = []
  const errors = []
  let delivered = 0
  process.on('warning', ({ name: type, code, message }) => warnings.push({ type, code, message }))
  for (const value of ['one', 'two']) {
    try {
      const producer = new Producer({ engine: 'binding', 'test.mock.num.brokers': 1, 'enable.idempotence': false })
      producer.produce({ topic: 't', value })
      delivered += (await producer.close()).delivered
    } catch (error) {
      errors.push(error.message)
    }
  }
  await new Promise(setImmediate) // warnings come in a later turn
  console.log(JSON.stringify({ warnings, errors, delivered }))
}
main()
`
  return (await runText(project, program, text, { mayWarn: true })) as Attempt
}
