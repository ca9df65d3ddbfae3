import { execFile } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { nodeProgram, nodeVersions } from '../../scripts/setup/nodes.mjs'
import { makeFormProject, officialIn } from './link-forms.js'
import { ROOT } from './project.js'

export const NODE_VERSIONS = nodeVersions

/**
 * A project with one addon file for all. librdkafka as a shared library: the official package's own module is made for
 * one version of Node, and is not loaded.
 */
export function makeProjectForAnyNode(): string {
  const project = makeFormProject(officialIn('shared'))
  copyFileSync(path.join(ROOT, 'test/engine/processes/any-node.mjs'), path.join(project, 'program.mjs'))
  return project
}

/** What the program printed; `code` must be 7, as it ends by `process.exit(7)`. */
export function runOnNode(
  project: string,
  version: string,
): Promise<{ code: number; said: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const options = { cwd: project, timeout: 60_000, killSignal: 'SIGKILL' } as const
    execFile(nodeProgram(ROOT, version), ['program.mjs'], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code
      if (typeof code === 'number') resolve({ code, said: stdout, stderr })
      else reject(new Error(`Node.js ${version}: ${error?.signal ?? error?.message}\n${stdout}${stderr}`))
    })
  })
}

const ALL_DELIVERED = { accepted: 1000, delivered: 1000, failed: 0, outstanding: 0 }
const PRODUCED = { left: 0, reports: 1000, ledger: ALL_DELIVERED, engine: 'native' }

/** What it prints where everything works. */
export const WORKS = {
  main: PRODUCED,
  inWorker: PRODUCED,
  left: 0,
  atExit: { accepted: 1, delivered: 1, failed: 0, outstanding: 0 },
}
