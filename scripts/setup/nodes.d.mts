// Types of nodes.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** The versions of Node that the tests run the addon on, beside the one that runs them. */
export const nodeVersions: readonly string[]

/** Where set-up puts the program of that version. */
export function nodeProgram(root: string, version: string): string

/** Fetches that version; `reason` ends the line that says so. */
export function fetchNode(
  site: {
    readonly root: string
    readonly doing: (line: string) => void
    readonly reason?: string
    readonly lock: { recordWorker(worker: object | null): void }
  },
  version: string,
): Promise<void>
