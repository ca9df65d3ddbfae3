import { readFileSync, writeFileSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

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

const types = {
  banner: '/// <reference types="node" />',
  compilerOptions: { ignoreDeprecations: '6.0', stripInternal: true },
}

/** What has one identity in the process, the producer and its errors, comes from the entry `lingerbus`. */
const libraryByName: Plugin = {
  name: 'library-by-name',
  setup(build) {
    build.onResolve({ filter: /\/(producer|errors)\.js$/ }, () => ({ path: 'lingerbus', external: true }))
  },
}

/** What is asked for rarely is loaded by who asks: a file of its own beside the library, for ESM and CommonJS alike. */
const doctorBeside: Plugin = {
  name: 'doctor-beside',
  setup(build) {
    build.onResolve({ filter: /^\.\/doctor\/climb\.js$/ }, () => ({ path: './doctor.js', external: true }))
  },
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
    esbuildPlugins: [doctorBeside],
    // The consumer's compiler must know Node's types before it meets Buffer or EventEmitter.
    dts: types,
  }
}

export default defineConfig([
  // Two builds of one entry each: built together their types would share a third file.
  { ...library({ index: 'src/index.ts' }), onSuccess: dropForeignSources },
  library({ partitioners: 'src/partitioners.ts' }),
  // Its FakeProducer is a Producer also to `instanceof` and to the compiler: it uses the library's own classes;
  // in its types scripts/name-library.mjs says so, afterwards.
  { ...library({ testing: 'src/testing.ts' }), dts: false, esbuildPlugins: [libraryByName] },
  {
    ...library({ testing: 'src/testing.ts' }),
    dts: { ...types, only: true },
    external: [/^\.\.\/(producer|config\/options)\.js$/],
  },
  library({ metrics: 'src/metrics.ts' }),
  { ...common, entry: { doctor: 'src/doctor/climb.ts' }, splitting: false, format: 'esm' },
  {
    ...common,
    // What is asked for rarely is a file of its own; what several need, zod above all, is in chunks between them.
    entry: {
      cli: 'src/cli/main.ts',
      installation: 'src/cli/installation.ts',
      'run-bench': 'src/cli/run-bench.ts',
      'run-report': 'src/cli/run-report.ts',
      'run-tune': 'src/cli/run-tune.ts',
      'bench-child': 'src/measure/child.ts',
    },
    splitting: true,
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
          build.onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: './index.js', external: true }))
        },
      },
    ],
  },
])
