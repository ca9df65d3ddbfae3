// Types of setup.mjs for TypeScript. Written by hand: keep beside it, change with it.

type Step =
  | 'packages'
  | 'binding'
  | 'addon'
  | 'java'
  | 'kafka'
  | 'valgrind'
  | 'forms'
  | 'nodes'
  | 'chromium'
  | 'python-headers'

/** Everything unless told; with `quiet` it says only what it does, not what is there. */
export function setup(options?: {
  steps?: (Step | `venv:${string}`)[] | undefined
  quiet?: boolean
}): Promise<void>
