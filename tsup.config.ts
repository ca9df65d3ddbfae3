import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  clean: true,
  // import.meta.url in the CommonJS build
  shims: true,
  // The consumer's compiler must know Node's types before it meets Buffer or EventEmitter.
  dts: { banner: '/// <reference types="node" />', compilerOptions: { ignoreDeprecations: '6.0' } },
})
