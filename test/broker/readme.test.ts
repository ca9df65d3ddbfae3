import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { readLog } from '../support/kafka.js'

const root = path.resolve(import.meta.dirname, '../..')
const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
const bootstrapServers = inject('bootstrapServers')

beforeAll(() => buildIfStale(), 120_000)

/** A block of the README as a file that may import the package by its name. */
function fileOf(heading: string, replace: Record<string, string>): string {
  const block = new RegExp(`## ${heading}\n[\\s\\S]*?\`\`\`ts\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1]
  expect(block, heading).toBeDefined()
  let code = block!
  for (const [from, to] of Object.entries(replace)) {
    expect(code).toContain(from)
    code = code.replaceAll(from, to)
  }
  mkdirSync(path.join(root, '.cache'), { recursive: true })
  const folder = mkdtempSync(path.join(root, '.cache/readme-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'main.mts')
  writeFileSync(file, code)
  return file
}

function start(file: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { ...process.env, ...env },
    cwd: root,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, ended: once(child, 'close'), output: () => output }
}

test('the ten lines work as they stand', async () => {
  const { ended, output } = start(fileOf('Ten lines that work', { 'localhost:9092': bootstrapServers }))
  const [code] = await ended
  expect(output()).toMatch(/^orders \[\d\] @ \d+\n$/)
  expect(code).toBe(0)
  const { records } = await readLog(bootstrapServers, 'orders')
  expect(records.map(({ value }) => String(value))).toEqual(
    expect.arrayContaining(['{"total":129.9}', 'as a promise']),
  )
})

test('the service answers, and SIGTERM ends it with its account', async () => {
  const port = 20_000 + (process.pid % 20_000)
  const service = start(fileOf('A producer service', { '8080': String(port) }), { KAFKA: bootstrapServers })
  const post = async (body: string) => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })
  let first: Response | null = null
  for (const end = Date.now() + 15_000; first === null; ) {
    first = await post('from the service').catch(() => null)
    if (Date.now() > end) throw new Error(`the service did not answer: ${service.output()}`)
  }
  expect(first.status).toBe(201)
  const [partition, offset] = (await first.text()).trim().split('/').map(Number)
  const { records } = await readLog(bootstrapServers, 'orders')
  const record = records.find((each) => each.partition === partition && each.offset === offset)
  expect(String(record?.value)).toBe('from the service')
  service.child.kill('SIGTERM')
  const [code, signal] = await service.ended
  expect({ code, signal }).toEqual({ code: 0, signal: null })
  expect(service.output()).toContain('{ accepted: 1, delivered: 1, failed: 0, outstanding: 0 }')
})
