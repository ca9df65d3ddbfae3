import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url))

export interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  /** The largest resident set that was seen, in MiB; Linux only, else 0. */
  peakMiB: number
}

interface Options {
  /** Written to stdin, which is then closed. */
  stdin?: string | Buffer | Iterable<Buffer>
  limitMs?: number
  cwd?: string
  /** Called with the running process. */
  onStart?: (child: ChildProcess) => void
}

/** The built `lingerbus` command, as a shell would run it. */
export function runCommand(args: readonly string[], options: Options = {}): Promise<Outcome> {
  return run([CLI, ...args], options)
}

/** One of the examples, as `npm run example` runs it. */
export function runExample(name: string, args: readonly string[], options: Options = {}): Promise<Outcome> {
  return run(['--import', 'tsx', `${EXAMPLES}${name}.ts`, ...args], options)
}

function run(args: string[], { stdin = '', limitMs = 60_000, cwd, onStart }: Options): Promise<Outcome> {
  const child = spawn(process.execPath, args, { stdio: 'pipe', cwd })
  let stdout = ''
  let stderr = ''
  let peakMiB = 0
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  // A command that ends before it has read everything closes the pipe: that is its right.
  child.stdin.on('error', () => {})
  const sampler = setInterval(() => {
    peakMiB = Math.max(peakMiB, residentPeakMiB(child.pid))
  }, 50)
  feed(child, stdin)
  onStart?.(child)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${args.join(' ')} did not end within ${limitMs} ms; it said: ${stdout}${stderr}`))
    }, limitMs)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      clearInterval(sampler)
      resolve({ code, signal, stdout, stderr, peakMiB })
    })
  })
}

async function feed(child: ChildProcess, stdin: string | Buffer | Iterable<Buffer>): Promise<void> {
  const input = child.stdin!
  if (typeof stdin === 'string' || Buffer.isBuffer(stdin)) return void input.end(stdin)
  const closed = once(input, 'close').catch(() => {})
  for (const chunk of stdin) {
    if (input.destroyed) return
    if (!input.write(chunk)) await Promise.race([once(input, 'drain').catch(() => {}), closed])
  }
  input.end()
}

/** VmHWM: the kernel's own account of the largest resident set. */
function residentPeakMiB(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
