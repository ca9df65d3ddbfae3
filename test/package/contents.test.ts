import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import {
  makeProject,
  OFFICIAL,
  type Packed,
  pack,
  ROOT,
  removeProject,
  run,
  succeed,
} from '../support/project.js'

/**
 * What everybody downloads, compressed; the maps are the larger half of it. zod is in it, which would be a larger
 * download of its own, and the documentation of every property, twice: for ESM's types and for CommonJS's. The doctor
 * is a file of its own that is loaded when it is asked; so are bench, report and tune, which share their zod in chunks.
 */
const TARBALL_LIMIT_BYTES = 980_000

/** What files of the command share; a hash of its content is its name. */
const CHUNK = /\bchunk-[A-Z0-9]{8}\.js$/

const COMMAND = [
  'cli.js',
  'installation.js',
  'run-bench.js',
  'run-report.js',
  'run-tune.js',
  'bench-child.js',
]

const folder = makeProject()
let packed: Packed

beforeAll(async () => {
  packed = await pack(folder)
}, 120_000)
afterAll(() => removeProject(folder))

describe('the packed tarball', () => {
  test('holds what a user needs, and nothing else', () => {
    // The library's source maps come along: with --enable-source-maps a stack trace names lines of src/, which can
    // be looked up, and not of a bundle. Nobody traces the command, most of whose map would be commander's.
    expect(packed.files.filter((file) => !CHUNK.test(file))).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'THIRD-PARTY.md',
      'dist/bench-child.js',
      'dist/cli.js',
      'dist/doctor.js',
      'dist/index.cjs',
      'dist/index.cjs.map',
      'dist/index.d.cts',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/index.js.map',
      'dist/installation.js',
      'dist/metrics.cjs',
      'dist/metrics.cjs.map',
      'dist/metrics.d.cts',
      'dist/metrics.d.ts',
      'dist/metrics.js',
      'dist/metrics.js.map',
      'dist/partitioners.cjs',
      'dist/partitioners.cjs.map',
      'dist/partitioners.d.cts',
      'dist/partitioners.d.ts',
      'dist/partitioners.js',
      'dist/partitioners.js.map',
      'dist/run-bench.js',
      'dist/run-report.js',
      'dist/run-tune.js',
      'dist/testing.cjs',
      'dist/testing.d.cts',
      'dist/testing.d.ts',
      'dist/testing.js',
      'package.json',
      `prebuilds/${process.platform}-${process.arch}/lingerbus.node`,
    ])
  })

  test('does nothing when it is installed', async () => {
    const { stdout } = await succeed('tar', ['-xzOf', packed.tarball, 'package/package.json'], folder)
    const installing = ['preinstall', 'install', 'postinstall', 'prepare']
    const scripts = Object.keys(JSON.parse(stdout).scripts)
    expect(scripts.filter((name) => installing.includes(name))).toEqual([])
    // npm runs node-gyp for whoever has one of these, without being asked.
    expect(packed.files.filter((name) => name.endsWith('.gyp'))).toEqual([])
  })

  test.each(['index.js.map', 'index.cjs.map'])('%s holds the sources that it names', (name) => {
    const { sources, sourcesContent } = JSON.parse(readFileSync(path.join(ROOT, 'dist', name), 'utf8'))
    expect(sources).toContain('../src/producer.ts')
    expect(sources.filter((source: string) => !source.startsWith('../'))).toEqual([])
    expect(sourcesContent).toHaveLength(sources.length)
    expect(sourcesContent.filter((text: unknown) => typeof text !== 'string')).toEqual([])
  })

  test.each([
    ['index.js', ['./doctor.js']],
    ['index.cjs', ['./doctor.js']],
    ['doctor.js', []],
    ['metrics.js', ['prom-client']],
    ['metrics.cjs', ['prom-client']],
    [
      'cli.js',
      [
        './index.js',
        './installation.js',
        './run-bench.js',
        './run-report.js',
        './run-tune.js',
        'murmurhash-js',
      ],
    ],
    ['run-bench.js', ['./installation.js']],
    ['run-report.js', []],
    ['run-tune.js', ['./index.js']],
    ['bench-child.js', ['./index.js']],
    ['installation.js', []],
  ])('dist/%s asks for these only: %s', (name, wanted) => {
    expect(askedBy(name).filter((specifier) => !CHUNK.test(specifier))).toEqual(wanted)
  })

  test('the chunks are asked for, and ask for nothing but what the command may', () => {
    const chunks = packed.files.filter((file) => CHUNK.test(file)).map((file) => path.basename(file))
    expect(chunks.length).toBeGreaterThan(0)
    const asked = [...COMMAND, ...chunks].flatMap(askedBy)
    expect(asked.filter((specifier) => CHUNK.test(specifier)).map((each) => path.basename(each))).toEqual(
      expect.arrayContaining(chunks),
    )
    const foreign = chunks.flatMap(askedBy).filter((specifier) => !CHUNK.test(specifier))
    expect(['./index.js', OFFICIAL]).toEqual(expect.arrayContaining([...new Set(foreign)]))
  })

  function askedBy(name: string): string[] {
    const text = readFileSync(path.join(ROOT, 'dist', name), 'utf8')
    const statements = /^(?:import|export|\}) .*?from ["'](.+?)["']|^import ["'](.+?)["']/gm
    const calls = /\b(?:import|(?:__)?require)\(["']([^"']+)["']\)/g
    const asked = [...text.matchAll(statements), ...text.matchAll(calls)].map(
      (match) => match[1] ?? match[2]!,
    )
    const foreign = asked.filter((specifier) => !isBuiltin(specifier))
    // The official package is loaded when the first producer is made, or the first topic is checked: it may be missing.
    return [...new Set(foreign)].sort()
  }

  test('publint finds nothing', async () => {
    const bytes = readFileSync(packed.tarball)
    const { messages } = await publint({
      pack: { tarball: Uint8Array.from(bytes).buffer },
      strict: true,
    })
    expect(messages).toEqual([])
  })

  test('attw: every kind of resolution finds the right types', async () => {
    const attw = path.join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js')
    const { code, stdout } = await run(process.execPath, [attw, packed.tarball, '--format', 'json'], folder)
    const { analysis, problems } = JSON.parse(stdout)
    expect({ code, problems }).toEqual({ code: 0, problems: {} })
    expect(Object.keys(analysis.entrypoints['.'].resolutions).sort()).toEqual([
      'bundler',
      'node10',
      'node16-cjs',
      'node16-esm',
    ])
  })
})

describe('size', () => {
  // As the files are: Node reads them like that. Compressed is what comes over the network, the tarball.
  test('size-limit: each file is within its limit in package.json', async () => {
    const program = path.join(ROOT, 'node_modules/size-limit/bin.js')
    const { code, stdout } = await run(process.execPath, [program, '--json'], ROOT)
    const rows: { name: string; size: number; sizeLimit: number }[] = JSON.parse(stdout)
    for (const { name, size, sizeLimit } of rows) report(name, size, sizeLimit)
    expect({ code, rows: rows.length }).toEqual({ code: 0, rows: manifest['size-limit'].length })
    for (const { name, size, sizeLimit } of rows) {
      expect(size, name).toBeGreaterThan(1000) // an empty file is within every limit
      expect(size, name).toBeLessThanOrEqual(sizeLimit)
    }
  })

  test('the tarball', () => {
    report('tarball', packed.size, TARBALL_LIMIT_BYTES)
    expect(packed.size).toBeLessThanOrEqual(TARBALL_LIMIT_BYTES)
  })
})

function report(what: string, size: number, limit: number): void {
  console.log(`${what}: ${size} of ${limit} bytes`)
}
