import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { alterFile } from '../support/altered-file.js'
import { LIBRDKAFKA, makeFormProject, officialIn } from '../support/link-forms.js'
import { OFFICIAL, ROOT, removeProject, run } from '../support/project.js'
import { runProcess } from '../support/run-process.js'

const REBUILD = `\`npm rebuild ${OFFICIAL}\``
const BUILD = `\`CKJS_LINKING=dynamic npm rebuild ${OFFICIAL}\``
const NEWER = `\`npm install ${OFFICIAL}@~1.10.1\``

/** A project whose official package is a copy that `change` made unfit. */
function makeUnfit(change: (official: string) => void): { project: string; official: string } {
  const official = mkdtempSync(path.join(ROOT, '.cache', 'unfit-'))
  onTestFinished(() => rmSync(official, { recursive: true, force: true }))
  cpSync(officialIn('static'), official, { recursive: true })
  change(official)
  const project = makeFormProject(official)
  onTestFinished(() => removeProject(project))
  return { project, official }
}

function whichEngine(project: string, engine: 'auto' | 'native') {
  return runProcess('which-engine', {
    args: [path.join(project, 'node_modules/lingerbus/dist/index.js'), engine],
  })
}

async function aboutVersion(project: string): Promise<string> {
  const cli = path.join(project, 'node_modules/lingerbus/dist/cli.js')
  const { code, stdout } = await run(process.execPath, [cli, '--version', '--verbose'], project)
  expect(code).toBe(0)
  return stdout
}

/** x86-64: `mov eax, 0x020f01ff; ret` is all that rd_kafka_version consists of. */
const VERSION = Uint8Array.of(0xb8, 0xff, 0x01, 0x0f, 0x02, 0xc3)
const OLDER = Uint8Array.of(0xb8, 0xff, 0x03, 0x0e, 0x02, 0xc3)

interface Case {
  what: string
  from: Uint8Array | string
  to: Uint8Array | string
  reason: RegExp
  mends: string[]
}

const CASES: Case[] = [
  {
    what: 'lacks a symbol',
    from: '\0rd_kafka_queue_cb_event_enable\0',
    to: '\0rd_kafka_queue_cb_event_xxxxxx\0',
    reason: /it has no rd_kafka_queue_cb_event_enable/,
    mends: [REBUILD, BUILD],
  },
]
if (process.arch === 'x64') {
  CASES.push({
    what: 'is too old',
    from: VERSION,
    to: OLDER,
    reason: /it is librdkafka 2\.14\.3, and 2\.15\.0 is the oldest that will do/,
    mends: [NEWER],
  })
}

describe.runIf(process.platform === 'linux')('a librdkafka that will not do', () => {
  beforeAll(() => buildIfStale(), 120_000)

  describe.for(CASES)('that $what', ({ from, to, reason, mends }) => {
    const unfit = () => makeUnfit((official) => alterFile(path.join(official, LIBRDKAFKA.static), from, to))

    test('auto takes binding and says once why, and what mends it; so does the command', async () => {
      const { project } = unfit()
      const ended = await whichEngine(project, 'auto')
      expect(ended).toMatchObject({ code: 0, signal: null, stdout: 'binding binding\n' })
      expect(ended.stderr.match(/LingerbusWarning: producers run on the engine 'binding'/g)).toHaveLength(1)
      const text = await aboutVersion(project)
      expect(text).toContain("engine: binding, which 'auto' takes where native does not load\n")
      for (const told of [ended.stderr, text]) {
        expect(told).toMatch(reason)
        for (const command of mends) expect(told).toContain(command)
      }
    })

    test('native is refused, with every place that was tried', async () => {
      const { project, official } = unfit()
      const { stdout } = await whichEngine(project, 'native')
      expect(stdout).toContain('UnsupportedError _NOT_IMPLEMENTED')
      expect(stdout).toContain(`  ${path.join(official, LIBRDKAFKA.shared)}: no such file\n`)
      expect(stdout).toMatch(new RegExp(`  ${path.join(official, LIBRDKAFKA.static)}: ${reason.source}`))
      for (const command of mends) expect(stdout).toContain(command)
    })
  })

  test('a library of the same name that is something else, and no .node: none runs, and each place has its reason', async () => {
    const { project, official } = makeUnfit((folder) => {
      rmSync(path.join(folder, LIBRDKAFKA.static))
      mkdirSync(path.join(folder, 'build/deps'), { recursive: true })
      const source = path.join(folder, 'other.c')
      writeFileSync(source, 'int rd_kafka_version(void) { return 0x02ffffff; }\n')
      execFileSync('gcc', ['-shared', '-fPIC', '-o', path.join(folder, LIBRDKAFKA.shared), source])
    })
    const native = await whichEngine(project, 'native')
    expect(native.stdout).toMatch(
      new RegExp(`  ${path.join(official, LIBRDKAFKA.shared)}: it has no rd_kafka_`),
    )
    expect(native.stdout).toContain(`  ${path.join(official, LIBRDKAFKA.static)}: no such file`)
    const auto = await whichEngine(project, 'auto')
    expect(auto).toMatchObject({ code: 0, stderr: '' })
    expect(auto.stdout).toContain('UnsupportedError _NOT_IMPLEMENTED')
    for (const command of [REBUILD, BUILD]) {
      expect(native.stdout).toContain(command)
      expect(auto.stdout).toContain(command)
    }
    const text = await aboutVersion(project)
    expect(text).toContain('engine: none loads here\n')
    expect(text).toMatch(/why not native: .*\nwhy not binding: /s)
  })

  test('a .node that is no module at all is named with the reason of the loader', async () => {
    const { project, official } = makeUnfit((folder) =>
      writeFileSync(path.join(folder, LIBRDKAFKA.static), 'not a module'),
    )
    const { stdout } = await whichEngine(project, 'native')
    expect(stdout).toMatch(
      new RegExp(`  ${path.join(official, LIBRDKAFKA.static)}: .*(file too short|invalid ELF)`),
    )
  })
})
