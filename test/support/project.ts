// The packed package, and projects of users outside this clone: nothing is found there that was not installed.
import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildIfStale, stagePrebuild } from '../../scripts/build.mjs'

export const ROOT = path.resolve(import.meta.dirname, '../..')
export const OFFICIAL = '@confluentinc/kafka-javascript'

export interface Packed {
  tarball: string
  /** In bytes, compressed. */
  size: number
  /** Paths, sorted. */
  files: string[]
}

export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** What `npm publish` would send, in `folder`. */
export async function pack(folder: string): Promise<Packed> {
  await buildIfStale()
  stagePrebuild()
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder]
  const { stdout } = await succeed('npm', args, ROOT)
  const [entry] = Object.values(JSON.parse(stdout)) as {
    filename: string
    size: number
    files: { path: string }[]
  }[]
  const { filename, size, files } = entry!
  return { tarball: path.join(folder, filename), size, files: files.map((file) => file.path).sort() }
}

/** A project in a temporary folder, which must be removed. */
export function makeProject(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-project-'))
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'app', private: true, type: 'module' }),
  )
  return folder
}

export function removeProject(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** Runs to the end; the caller judges the exit code. */
export function run(program: string, args: readonly string[], cwd: string, stdin = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { cwd, timeout: 120_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code
      if (typeof code === 'number') resolve({ code, stdout, stderr })
      else reject(new Error(`${program} ${args.join(' ')} did not end by itself:\n${stdout}${stderr}`))
    })
    child.stdin!.on('error', () => {}) // whoever does not read its input may close it
    child.stdin!.end(stdin)
  })
}

export async function succeed(program: string, args: readonly string[], cwd: string): Promise<Ended> {
  const ended = await run(program, args, cwd)
  if (ended.code === 0) return ended
  throw new Error(`${program} ${args.join(' ')} ended with ${ended.code}:\n${ended.stdout}${ended.stderr}`)
}

/** Runs a program of the project with node, and reads the line of JSON that it prints. Warnings fail it unless told. */
export async function runProgram(folder: string, name: string, { mayWarn = false } = {}): Promise<unknown> {
  const { stdout, stderr } = await succeed(process.execPath, [name], folder)
  if (stderr !== '' && !mayWarn) throw new Error(`${name} warns:\n${stderr}`)
  return JSON.parse(stdout)
}

/** Writes it into the project first. */
export function runText(
  folder: string,
  name: string,
  text: string,
  options?: { mayWarn: boolean },
): Promise<unknown> {
  writeFileSync(path.join(folder, name), text)
  return runProgram(folder, name, options)
}

/** Where the official package lies for the lingerbus of this project, whichever way it was installed. */
export function officialFolder(folder: string): string {
  const lingerbus = createRequire(path.join(folder, 'package.json')).resolve('lingerbus')
  return path.dirname(createRequire(lingerbus).resolve(`${OFFICIAL}/package.json`))
}

/** Brings this clone's binary, as the official package's own download would. */
export function copyBinary(folder: string): void {
  const from = path.join(ROOT, 'node_modules', OFFICIAL)
  const to = officialFolder(folder)
  copyMatching(from, to, 'build/Release', /\.node$/)
  // A downloaded binary is one file, one that was built here finds librdkafka beside it.
  copyMatching(from, to, 'build/deps', /^librdkafka(\+\+)?\.(so\.1|1\.dylib)$/)
}

/** prom-client and what it needs, as a user who wants `lingerbus/metrics` installs it. */
export function copyPromClient(folder: string): void {
  for (const name of ['prom-client', 'tdigest', 'bintrees', '@opentelemetry/api']) {
    cpSync(path.join(ROOT, 'node_modules', name), path.join(folder, 'node_modules', name), {
      recursive: true,
    })
  }
}

function copyMatching(from: string, to: string, subfolder: string, pattern: RegExp): void {
  mkdirSync(path.join(to, subfolder), { recursive: true })
  let names: string[] = []
  try {
    names = readdirSync(path.join(from, subfolder)).filter((name) => pattern.test(name))
  } catch {}
  for (const name of names) {
    copyFileSync(path.join(from, subfolder, name), path.join(to, subfolder, name))
  }
}
