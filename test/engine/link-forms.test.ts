import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { FORMS, LIBRDKAFKA, makeFormProject, officialIn } from '../support/link-forms.js'
import { removeProject, run } from '../support/project.js'

const PROGRAM = path.join(import.meta.dirname, 'processes', 'beside-official.mjs')
const MODULE = 'build/Release/confluent-kafka-javascript.node'

describe.runIf(process.platform === 'linux').for(FORMS)('librdkafka %s with the official module', (form) => {
  let project: string
  beforeAll(async () => {
    await buildIfStale()
    project = makeFormProject(officialIn(form))
    copyFileSync(PROGRAM, path.join(project, 'program.mjs'))
  }, 120_000)
  afterAll(() => removeProject(project))

  const threads = ['main', 'worker'] as const
  const orders = ['before', 'after', 'never'] as const
  const cases = threads.flatMap((thread) => orders.map((order) => ({ thread, order })))

  // A .node that our worker had mapped could not be required on the main thread any more: "Module did not
  // self-register". So a worker that comes first takes a copy, whose name is gone as soon as it is mapped.
  test.for(cases)(
    '$thread thread, the official package required $order: both deliver, on one librdkafka each',
    async ({ thread, order }) => {
      const ended = await run(process.execPath, ['program.mjs', thread, order], project)
      expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' })
      const { ours, again, theirs, mapped } = JSON.parse(ended.stdout)
      expect({ ours, again }).toEqual({ ours: [1000, 1000, 1000], again: 1000 })
      expect(theirs).toBe(order === 'never' ? null : 1000)

      const isCopy = form === 'static' && thread === 'worker' && order !== 'before'
      const files = new Set([LIBRDKAFKA[form], ...(order === 'before' ? [MODULE] : [])])
      const expected = isCopy
        ? [expect.stringMatching(/lingerbus-\w{6}\/confluent-kafka-javascript\.node \(deleted\)$/)]
        : [...files].map((file) => path.join(officialIn(form), file)).sort()
      expect(mapped).toEqual(expected)
    },
  )

  test('lingerbus --version --verbose names the file, its version and its form', async () => {
    const cli = path.join(project, 'node_modules/lingerbus/dist/cli.js')
    const { code, stdout, stderr } = await run(process.execPath, [cli, '--version', '--verbose'], project)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain("engine: native, which 'auto' takes\n")
    const place = path.join(officialIn(form), LIBRDKAFKA[form])
    const words =
      form === 'shared' ? 'a shared library' : "linked statically into the official package's module"
    expect(stdout).toMatch(/^librdkafka: 2\.15\.\d+, /m)
    expect(stdout).toContain(`, ${place} (${words})\n`)
  })
})
