import { readFileSync, writeFileSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

const common = { target: 'node20', platform: 'node', sourcemap: true } as const

/** The maps name zod's files, but do not hold them: they would be larger than all of ours, and nobody steps into them. */
async function dropForeignSources() {
  for (const name of ['index.js.map', 'index.cjs.map']) {
    const map = JSON.parse(readFileSync(`dist/${name}`, 'utf8'))
    map.sourcesContent = map.sourcesContent.map((text: string, at: number) =>
      map.sources[at].includes('node_modules') ? '' : text,
    )
    writeFileSync(`dist/${name}`, JSON.stringify(map))
  }
}

function library(entry: Record<string, string>): Options {
  return {
    ...common,
    entry,
    format: ['esm', 'cjs'],
    // Each entry whole in one file: what they share is small, and a file of its own is easier to look into.
    splitting: false,
    // import.meta.url in the CommonJS build
    shims: true,
    // The consumer's compiler must know Node's types before it meets Buffer or EventEmitter.
    dts: { banner: '/// <reference types="node" />', compilerOptions: { ignoreDeprecations: '6.0' } },
  }
}

export default defineConfig([
  // Two builds of one entry each: built together their types would share a third file.
  { ...library({ index: 'src/index.ts' }), onSuccess: dropForeignSources },
  library({ partitioners: 'src/partitioners.ts' }),
  {
    ...common,
    // What is asked for rarely, and would bring a second copy of the loaders, is a file of its own.
    entry: {
      cli: 'src/cli/main.ts',
      installation: 'src/cli/installation.ts',
      'run-bench': 'src/cli/run-bench.ts',
      'run-report': 'src/cli/run-report.ts',
      'bench-child': 'src/measure/child.ts',
    },
    splitting: false,
    format: 'esm',
    noExternal: ['commander'],
    // What is bundled is CommonJS and asks for Node's modules with require.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'\nconst require = requireFrom(import.meta.url)",
    },
    esbuildPlugins: [
      {
        // The command uses the library beside it, not a second copy of it.
        name: 'library-beside',
        setup(build) {
          for (const [filter, path] of [
            [/^\.\.\/index\.js$/, './index.js'],
            [/^\.\/installation\.js$/, './installation.js'],
            [/^\.\/run-bench\.js$/, './run-bench.js'],
            [/^\.\/run-report\.js$/, './run-report.js'],
          ] as const) {
            build.onResolve({ filter }, () => ({ path, external: true }))
          }
        },
      },
    ],
  },
])
