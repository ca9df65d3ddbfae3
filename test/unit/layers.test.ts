import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const SOURCES = path.resolve(import.meta.dirname, '../../src')

/**
 * Layers from below, each a list of groups (a file, or a folder). A file imports from its own group and from
 * any layer below, never from above. Neighbours of a layer see nothing of each other but OPEN_TO_NEIGHBOURS.
 */
const LAYERS = [
  [
    'errors.ts',
    'error-codes.ts',
    'named-codes.ts',
    'describe.ts',
    'refusals.ts',
    'seeded.ts',
    'tally.ts',
    'told-lately.ts',
    'version.ts',
  ],
  ['partitioners/'],
  ['message.ts', 'deliveries.ts', 'config/', 'engine/'],
  ['placement/'],
  ['producer/'],
  ['producer.ts'],
  ['testing/', 'doctor/', 'prometheus/'],
  ['diagnose.ts'],
  ['index.ts', 'metrics.ts', 'partitioners.ts', 'testing.ts'],
  ['measure/'],
  ['report/'],
  ['tune/'],
  ['cli/'],
]
const OPEN_TO_NEIGHBOURS = ['engine/engine.ts', 'error-codes.ts', 'refusals.ts']

/** Which files may use which package: each dependency has one door. */
const DOORS: Record<string, RegExp> = {
  'zod/mini': /^(config|measure)\//,
  commander: /^cli\//,
  'prom-client': /^metrics\.ts$/,
  'murmurhash-js': /^partitioners\/second-opinion\.ts$/,
  '@confluentinc/kafka-javascript': /^(engine\/binding-client|cli\/topic-sample|measure\/topics)\.ts$/,
}

interface Import {
  from: string
  to: string
}

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
)
const imports = files.flatMap((from) => importsOf(from, readFileSync(path.join(SOURCES, from), 'utf8')))

describe('imports go one way', () => {
  test('every file has its place in a layer', () => {
    expect(files.length).toBeGreaterThan(20)
    expect(files.filter((file) => place(file) === null)).toEqual([])
  })

  test('no file imports from above, or from a neighbour', () => {
    expect(imports.length).toBeGreaterThan(50)
    expect(imports.map(breach).filter(Boolean)).toEqual([])
  })

  test('a breach would be found', () => {
    expect(breach({ from: 'engine/engine.ts', to: 'producer.ts' })).toContain('from above')
    expect(breach({ from: 'producer/dispatcher.ts', to: 'producer.ts' })).toContain('from above')
    expect(breach({ from: 'config/rules.ts', to: 'message.ts' })).toContain('neighbour')
    expect(breach({ from: 'message.ts', to: 'engine/engine.ts' })).toBeNull()
    expect(breach({ from: 'engine/engine.ts', to: 'zod/mini' })).toContain('may not use zod/mini')
    expect(
      importsOf(
        'a.ts',
        "import type { X } from './b.js'\nexport {\n  y,\n} from '../c.js'\nawait import('node:fs')",
      ),
    ).toEqual([
      { from: 'a.ts', to: 'b.ts' },
      { from: 'a.ts', to: '../c.ts' },
      { from: 'a.ts', to: 'node:fs' },
    ])
  })

  test('no files import each other in a circle', () => {
    const targets = (file: string) => imports.filter(({ from }) => from === file).map(({ to }) => to)
    const circles: string[] = []
    // There are far more ways through the files than files: each is gone into once.
    const done = new Set<string>()
    const visit = (file: string, trail: string[]) => {
      if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
      else if (!done.has(file))
        for (const next of targets(file)) if (files.includes(next)) visit(next, [...trail, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
    expect(circles).toEqual([])
  })
})

function importsOf(from: string, text: string): Import[] {
  const found = text.matchAll(
    /(?:^(?:import|export)\s[^'"`]*?from\s*|^import\s*|\bimport\(\s*|\brequire\(\s*)['"]([^'"]+)['"]/gm,
  )
  return [...found].map(([, specifier]) => ({ from, to: resolve(from, specifier!) }))
}

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier
  return path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier)).replace(/\.js$/, '.ts')
}

function place(file: string): { layer: number; group: string } | null {
  for (const [layer, groups] of LAYERS.entries()) {
    const group = groups.find((name) => (name.endsWith('/') ? file.startsWith(name) : file === name))
    if (group !== undefined) return { layer, group }
  }
  return null
}

function breach({ from, to }: Import): string | null {
  const here = place(from)!
  const there = place(to)
  if (there === null) {
    if (to.startsWith('node:')) return null
    return DOORS[to]?.test(from) ? null : `${from} may not use ${to}`
  }
  if (there.layer > here.layer) return `${from} imports ${to} from above`
  if (there.layer < here.layer || there.group === here.group || OPEN_TO_NEIGHBOURS.includes(to)) return null
  return `${from} imports its neighbour ${to}`
}
