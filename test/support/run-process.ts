import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  durationMs: number
}

/** Runs a TypeScript file of test/engine/processes in a process of its own until it ends by itself. */
export function runProcess(
  name: string,
  { args = [] as string[], nodeFlags = [] as string[], limitMs = 60_000 } = {},
): Promise<Ended> {
  const script = fileURLToPath(new URL(`../engine/processes/${name}.ts`, import.meta.url))
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...nodeFlags, '--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${name} did not end within ${limitMs} ms; it said: ${stdout}${stderr}`))
    }, limitMs)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, stdout, stderr, durationMs: performance.now() - startedAt })
    })
  })
}
