import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import {
  copyBinary,
  copyPromClient,
  makeProject,
  OFFICIAL,
  officialFolder,
  pack,
  ROOT,
  removeProject,
  run,
  runProgram,
  runText,
  succeed,
} from '../support/project.js'
import {
  BOTH_COPIES,
  DIAGNOSE_CJS,
  DIAGNOSE_ESM,
  METRICS_TYPED,
  NO_PROM_CLIENT,
  SCRAPE_CJS,
  SCRAPE_ESM,
  SCRAPED,
  SEND_CJS,
  SEND_ESM,
  SEND_TYPED,
  SENT,
  TEST_KIT_CJS,
  TEST_KIT_ESM,
  TESTED,
  WITHOUT_BINARY_CJS,
  WITHOUT_BINARY_ESM,
} from './programs.js'

interface PackageManager {
  install(folder: string, packages: readonly string[]): Promise<unknown>
  /** Every package that this installation holds, however deep. */
  installed(folder: string): string[]
  /** Those that stand beside lingerbus because it asks for them. */
  dependencies(folder: string): string[]
}

/** How TypeScript's users are set up, the oldest supported and the newest compiler. */
const COMPILERS = [
  { compiler: 'typescript-oldest', version: /^Version 5\.4\./, node: 'node16' },
  { compiler: 'typescript-newest', version: /^Version 7\./, node: 'nodenext' },
]

const TYPES = `@types/node@${manifest.devDependencies['@types/node']}`
const COMMANDS = [`npm rebuild ${OFFICIAL}`, `CKJS_LINKING=dynamic npm rebuild ${OFFICIAL}`]

/** The tarball in a user's empty project: first as a plain install leaves it here, then with the binary. */
export function testInstalled(manager: PackageManager): void {
  const project = makeProject()
  const lingerbus = path.join(project, 'node_modules/.bin/lingerbus')

  beforeAll(async () => {
    const { tarball } = await pack(project)
    await manager.install(project, [tarball, TYPES])
  }, 180_000)
  afterAll(() => removeProject(project))

  test('it brings its dependencies, and what the command is made of came along inside it', () => {
    const wanted = Object.keys(manifest.dependencies).sort()
    expect(manager.dependencies(project).sort()).toEqual(wanted)
    const installed = manager.installed(project)
    expect(installed).toEqual(expect.arrayContaining(['lingerbus', ...wanted]))
    for (const bundled of ['commander', 'tsup', 'vitest']) expect(installed).not.toContain(bundled)
  })

  describe('without the binary', () => {
    test.each([
      ['an ES module', 'without.mjs', WITHOUT_BINARY_ESM],
      ['a CommonJS module', 'without.cjs', WITHOUT_BINARY_CJS],
    ])('%s loads, and its first producer says which two commands mend it', async (_, name, text) => {
      const error = (await runText(project, name, text)) as { message: string }
      expect(error).toMatchObject({ name: 'UnsupportedError', isUnsupported: true, code: '_NOT_IMPLEMENTED' })
      const [reason, ...mends] = error.message.split('\n')
      expect(reason).toBe(
        `the native module of ${OFFICIAL} could not be loaded: Could not locate the bindings file.`,
      )
      expect(mends.map((line) => /`(.*)`/.exec(line)?.[1])).toEqual(COMMANDS)
    })

    test('the command helps, and producing says the same', async () => {
      const help = await run(lingerbus, ['--help'], project)
      expect(help).toMatchObject({ code: 0, stderr: '' })
      expect(help.stdout).toContain('Usage: lingerbus')

      const produce = await run(lingerbus, ['produce', '-t', 'logs', '-b', '127.0.0.1:1'], project, 'a\n')
      expect(produce).toMatchObject({ code: 1, stdout: '' })
      for (const command of COMMANDS) expect(produce.stderr).toContain(`\`${command}\``)
    })
  })

  describe('with the binary', () => {
    beforeAll(() => {
      expect(existsSync(path.join(officialFolder(project), 'build'))).toBe(false)
      copyBinary(project)
    })

    test('from an ES module', async () => {
      expect(await runText(project, 'send.mjs', SEND_ESM)).toEqual(SENT)
    })

    test('from a CommonJS module', async () => {
      expect(await runText(project, 'send.cjs', SEND_CJS)).toEqual(SENT)
    })

    test('from both in one process, and each copy knows the errors of the other', async () => {
      expect(await runText(project, 'both.mjs', BOTH_COPIES)).toEqual({
        isOneCopy: false,
        esmJudgedByCjs: [true, true, false],
        cjsJudgedByEsm: [true, true, false],
      })
    })

    test.each([
      ['an ES module', 'kit.mjs', TEST_KIT_ESM],
      ['a CommonJS module', 'kit.cjs', TEST_KIT_CJS],
    ])('the testing kit from %s, with no compiler or other program in reach', async (_, name, text) => {
      writeFileSync(path.join(project, name), text)
      const { stdout, stderr } = await succeed('env', ['-i', process.execPath, name], project)
      expect(stderr).toBe('')
      expect(JSON.parse(stdout)).toEqual(TESTED)
    })

    test('from a shell', async () => {
      const args = ['produce', '-t', 'logs', '-X', 'test.mock.num.brokers=1']
      const { code, stdout, stderr } = await run(lingerbus, args, project, 'one\ntwo\n')
      expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' })
      expect(stderr).toContain('accepted 2 = delivered 2 + failed 0')
    })

    test.each([
      ['an ES module', 'diagnose.mjs', DIAGNOSE_ESM],
      ['a CommonJS module', 'diagnose.cjs', DIAGNOSE_CJS],
    ])('the doctor comes to %s', async (_, name, text) => {
      expect(await runText(project, name, text)).toEqual({ ok: false, cause: 'refused' })
    })

    describe('lingerbus/metrics', () => {
      test('says what is missing where prom-client is not there', async () => {
        const error = (await runText(project, 'no-prom-client.mjs', NO_PROM_CLIENT)) as { message: string }
        expect(error).toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' })
        expect(error.message).toContain('prom-client')
      })

      test.each([
        ['an ES module', 'scrape.mjs', SCRAPE_ESM],
        ['a CommonJS module', 'scrape.cjs', SCRAPE_CJS],
      ])('counts in %s', async (_, name, text) => {
        copyPromClient(project)
        expect(await runText(project, name, text)).toEqual(SCRAPED)
      })
    })

    describe.each(COMPILERS)('$compiler', ({ compiler, version, node }) => {
      const tsc = path.join(ROOT, 'node_modules', compiler, 'bin/tsc')
      // Strict, and our declarations are checked as well as the user's own files.
      const strict = ['--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--lib', 'es2022']

      async function compile(files: Record<string, string>, flags: readonly string[]): Promise<string> {
        const outDir = `${compiler}-${flags.at(-1)}`
        for (const [name, text] of Object.entries(files)) writeFileSync(path.join(project, name), text)
        const args = [tsc, ...strict, ...flags, '--outDir', outDir, ...Object.keys(files)]
        await succeed(process.execPath, args, project)
        return outDir
      }

      test('is the compiler that it is meant to be', async () => {
        expect((await succeed(process.execPath, [tsc, '--version'], project)).stdout).toMatch(version)
      })

      test(`moduleResolution ${node}: lingerbus/metrics`, async () => {
        copyPromClient(project)
        const files = { 'metrics.mts': METRICS_TYPED, 'metrics.cts': METRICS_TYPED }
        await compile(files, ['--module', node, '--moduleResolution', node])
      })

      test(`moduleResolution ${node}: an ES module and a CommonJS one`, async () => {
        const files = { 'typed.mts': SEND_TYPED, 'typed.cts': SEND_TYPED }
        const outDir = await compile(files, ['--module', node, '--moduleResolution', node])
        expect(readFileSync(path.join(project, outDir, 'typed.cjs'), 'utf8')).toMatch(
          /require\(['"]lingerbus['"]\)/,
        )
        const outputs = ['typed.mjs', 'typed.cjs'].map((name) => runProgram(project, `${outDir}/${name}`))
        expect(await Promise.all(outputs)).toEqual([SENT, SENT])
      }, 90_000)

      test('moduleResolution bundler', async () => {
        const files = { 'typed.ts': SEND_TYPED }
        const outDir = await compile(files, ['--module', 'esnext', '--moduleResolution', 'bundler'])
        expect(await runProgram(project, `${outDir}/typed.js`)).toEqual(SENT)
      }, 90_000)
    })
  })
}
