import { defineConfig } from 'vitest/config'

// As in a project that has no settings of its own; without this file vitest would take the one of this repository.
export default defineConfig({})
