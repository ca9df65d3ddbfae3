import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { runCommand } from '../support/command.js'
import { createTopic, readLog } from '../support/kafka.js'

const servers = inject('bootstrapServers')

function produce(topic: string, stdin: string, ...more: string[]) {
  const args = ['produce', '-b', servers, '-t', topic, '-X', `transactional.id=${randomUUID()}`, ...more]
  return runCommand(args, { stdin })
}

test('lingerbus produce with transactional.id: all records are seen', { timeout: 60_000 }, async () => {
  const topic = await createTopic(servers)
  const { code, stderr } = await produce(topic, 'one\ntwo\n', '-q')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { records } = await readLog(servers, topic, 'read_committed')
  expect(records.map(({ value }) => String(value))).toEqual(['one', 'two'])
})

test('one record is refused: none is seen', { timeout: 60_000 }, async () => {
  const topic = await createTopic(servers)
  const tooLarge = 'x'.repeat(3000)
  const small = ['-X', 'message.max.bytes=2000', '-X', 'batch.size=2000']
  const { code, stderr } = await produce(topic, `one\n${tooLarge}\nthree\n`, ...small)
  expect(code).toBe(1)
  expect(stderr).toContain('larger than message.max.bytes')
  expect(stderr).toContain('the transaction was aborted')
  expect((await readLog(servers, topic, 'read_committed')).records).toEqual([])
})

test('--failed keeps some records, and a transaction knows only all or none', async () => {
  const { code, stderr } = await produce('t', 'one\n', '--failed', 'kept.txt')
  expect(code).toBe(2)
  expect(stderr).toContain('all records or none')
})
