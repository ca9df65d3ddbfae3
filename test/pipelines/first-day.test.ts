import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, inject, test } from 'vitest'
import { venvPython } from '../../scripts/setup/python.mjs'
import { runExample } from '../support/command.js'
import { createTopic, readLog, topicName } from '../support/kafka.js'
import { ROOT } from '../support/project.js'

const bootstrapServers = inject('bootstrapServers')
const folder = `${ROOT}/examples/first-day`
const helloWorlds = (n: number) => Array.from({ length: n + 1 }, (_, number) => `hello world: ${number}`)

async function textsIn(topic: string): Promise<string[]> {
  const { records } = await readLog(bootstrapServers, topic)
  return records.map(({ value }) => String(value))
}

test('the hour: what the console producer and ours sent is in the log, and both consumers saw it', async () => {
  const [topic, hello] = [topicName('exam'), topicName('hello')]
  const { code, stdout } = await runExample('first-day/main', [bootstrapServers, topic, hello, '20'], {
    limitMs: 110_000, // programs one after the other, most of them in Java
  })
  expect(code, stdout).toBe(0)

  const inLog = await textsIn(topic)
  expect(inLog.slice(0, 2)).toEqual(['good morning', '안녕하세요'])
  expect(inLog[2]).toMatch(/^the time is 2/)
  // Ten sends at once: their order is that of the calls, because there is one partition.
  expect(inLog.slice(3)).toEqual(Array.from({ length: 10 }, (_, index) => `answer ${index + 1}`))

  const printedBy = (program: string) =>
    stdout.split('\n').flatMap((line) => (line.startsWith(program) ? [line.split(' │ ')[1]!] : []))
  expect(printedBy('kafka-console-consumer')).toEqual(inLog.slice(0, 3))
  expect(printedBy('consumer.ts')).toEqual(
    inLog.map((text, offset) => `partition 0, offset ${offset}: ${text}`),
  )
  expect(printedBy('producer.ts').at(-1)).toContain('accepted: 10, delivered: 10, failed: 0')
  expect(await textsIn(hello)).toEqual([...helloWorlds(20), ...helloWorlds(20)])
})

test('the twins send the same, through a queue of 50, and say the same', async () => {
  const N = 300
  const [ours, theirs] = [await createTopic(bootstrapServers), await createTopic(bootstrapServers)]
  const { stdout } = await runExample('first-day/hello', [bootstrapServers, ours, String(N)])
  const args = [`${folder}/hello.py`, bootstrapServers, theirs, String(N)]
  const python = spawnSync(venvPython(ROOT, 'first-day'), args, { encoding: 'utf8', timeout: 60_000 })
  expect(python.stderr).toBe('')
  expect(stdout).toBe(`delivered ${N + 1}, outstanding 0\n`)
  expect(python.stdout).toBe(stdout)
  expect(await textsIn(ours)).toEqual(helloWorlds(N))
  expect(await textsIn(theirs)).toEqual(helloWorlds(N))
})

test.for([
  ['hello.py', 0],
  ['hello.ts', 1],
] as const)("the README's table is %s, line by line and whole", ([file, column]) => {
  const rows = readFileSync(`${folder}/README.md`, 'utf8').match(/^\| .*`.* \|$|^\| \| `.*$/gm) ?? []
  const cells = rows
    .map((row) => row.split(/(?<!\\)\|/)[column + 1]!.trim())
    .map((cell) => /^(`+)(.*)\1$/.exec(cell)?.[2]?.replaceAll('\\|', '|') ?? '')
    .filter((cell) => !/^$|^npm /.test(cell))
  const isCode = (line: string) => line !== '' && !/^(\/\/|#|import sys|[\])}]+$)/.test(line)
  const lines = readFileSync(`${folder}/${file}`, 'utf8')
    .split('\n')
    .map((line) => line.trim())
  // Sorted: a class in TypeScript declares its fields before its constructor.
  expect(cells.sort()).toEqual(lines.filter(isCode).sort())
})
