import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { benchCommand, requestOf } from '../../src/cli/bench.js'
import { contendersOf } from '../../src/cli/bench-contenders.js'
import { runCommand } from '../support/command.js'

const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-bench-flags-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(path.join(folder, 'empty'), '\n\n')

/** What the words ask for; nothing is started. */
function request(...words: string[]) {
  const command = benchCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  command.parseOptions(words)
  return requestOf(command.opts())
}

const contenders = (...words: string[]) => contendersOf(request(...words), '2.0.0')

describe('the words of the command', () => {
  test('without any: an open loop on the embedded cluster', () => {
    expect(request()).toMatchObject({
      mode: { kind: 'rate', messagesPerSecond: 10_000 },
      payload: { kind: 'json', size: { min: 200, max: 200 }, keys: { kind: 'none' } },
      blocks: 5,
      slotSeconds: 5,
      slotMessages: null,
      warmUpSeconds: 1,
      topic: null,
    })
  })

  test("kafka-producer-perf-test's are understood", () => {
    const words = ['--topic', 't', '--num-records', '1000', '--record-size', '100', '--throughput', '-1']
    const props = ['--producer-props', 'bootstrap.servers=b:9092', 'linger.ms=3', '--format', 'perf-test']
    expect(request(...words, ...props)).toMatchObject({
      topic: 't',
      slotMessages: 1000,
      slotSeconds: null,
      blocks: 1,
      warmUpSeconds: 0,
      mode: { kind: 'full-speed' },
      payload: { kind: 'random', size: { min: 100, max: 100 } },
      properties: { 'bootstrap.servers': 'b:9092', 'linger.ms': '3' },
    })
    expect(request('--throughput', '500').mode).toEqual({ kind: 'rate', messagesPerSecond: 500 })
    expect(request('--payload-file', 'f').payload).toMatchObject({ kind: 'file', file: 'f', size: null })
  })

  test('every combination is a contender, with the settings that set it apart', () => {
    const found = contenders('--vary', 'linger.ms=0,5', '--vary', 'acks=1,all', '-X', 'client.id=me')
    expect(found.map(({ name }) => name)).toEqual([
      'linger.ms=0 acks=1',
      'linger.ms=0 acks=all',
      'linger.ms=5 acks=1',
      'linger.ms=5 acks=all',
    ])
    expect(found[2]).toMatchObject({
      settings: { 'linger.ms': '5', acks: '1' },
      effective: { 'linger.ms': '5', acks: '1', 'client.id': 'me' },
      properties: { 'linger.ms': '5', acks: '1', 'client.id': 'me' },
    })
    expect(contenders('--aa').map(({ name, settings }) => [name, settings])).toEqual([
      ['A', {}],
      ['B', {}],
    ])
  })

  test.each([
    [['--vary', 'linger.ms'], /--vary: expected name=value,value,…, got 'linger\.ms'/],
    [['--vary', 'linger.ms=1,,2'], /--vary: expected name=value/],
    [['--vary', 'linger.ms=1,1'], /a value stands there twice/],
    [['--vary', 'linger.ms=1', '--vary', 'linger.ms=2'], /--vary linger\.ms: give it once/],
    [['--vary', 'bootstrap.servers=a,b'], /it must be the same for all/],
    [
      ['--vary', 'sasl.password=a,b', '-X', 'sasl.username=u'],
      /--vary sasl\.password: it would be in the result/,
    ],
    [['--vary', 'linger.ms=5,fast'], /linger\.ms/],
    [['--vary', 'no.such.property=1'], /no\.such\.property/],
    [['--vary', 'linger.ms=1', '--aa'], /leave out --vary/],
    [['--rate', '5', '--full-speed'], /give one of them/],
    [['--rate', '0'], /expected a number above 0/],
    [['--rate', '1e4'], /expected a number above 0/],
    [['--outstanding', '0'], /at least 1/],
    [['--throughput', '-2'], /expected a number above 0/],
    [['--blocks', '0'], /--blocks: expected a whole number of at least 1/],
    [['--slot-seconds', '-1'], /expected a number above 0/],
    [['--slot-seconds', '1', '--num-records', '5'], /give one of them/],
    [['--record-size', '300-100'], /--record-size: expected bytes/],
    [['--record-size', '10'], /json takes at least 80 bytes/],
    [['--payload', 'xml'], /expected json, log-lines, random, file:PATH or topic:NAME/],
    [['--payload', 'file:x', '--record-size', '100'], /the records of a file have their own/],
    [['--payload', 'topic:x'], /needs -b/],
    [['--payload', 'json', '--payload-file', 'x'], /give one of them/],
    [['--keys', 'zipf:0'], /--keys: expected none, own, uniform:COUNT/],
    [['--keys', 'own'], /--keys own needs --payload topic/],
    [['-t', 'x'], /--topic needs -b/],
    [['--partitions', '3'], /--partitions needs -b/],
    [['-b', 'x:1', '-t', 'x', '--partitions', '3'], /the topic x has its own/],
    [['--vary', `linger.ms=${Array.from({ length: 101 }, (_, at) => at)}`], /101 combinations, at most 100/],
  ])('%j is refused', (words, message) => {
    expect(() => contenders(...words)).toThrow(message)
  })
})

describe('the command refuses before anything is started: exit code 2, one line', () => {
  test.each([
    ['a setting', ['-X', 'linger.ms=soon'], /linger\.ms.*expected/],
    ['an output that cannot be written', ['--output', `${folder}/no/such/r.json`], /--output: ENOENT/],
    ['a payload file that is not there', ['--payload-file', `${folder}/none`], /--payload .*none: ENOENT/],
    ['a payload file without a record', ['--payload-file', `${folder}/empty`], /there is no record in/],
    ['a flag', ['--num-records', 'many'], /expected a whole number, got 'many'/],
  ])('%s', async (_, words, message) => {
    const { code, stdout, stderr } = await runCommand(['bench', ...words])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
