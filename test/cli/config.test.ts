import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { runCommand } from '../support/command.js'

beforeAll(() => buildIfStale(), 120_000)

const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-config-'))
function fileOf(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}
const config = (...args: string[]) => runCommand(['config', ...args])
const SASL = 'security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.username=u\nsasl.password=S3CR3T\n'
const own = fileOf('own.properties', `bootstrap.servers=a:9092\nlinger.ms=20\n${SASL}`)
const java = fileOf(
  'producer.properties',
  'bootstrap.servers=127.0.0.1:1\nacks=1\nkey.serializer=x\nrequest.timeout.ms=20000\n',
)

describe('lingerbus config', () => {
  test('explain says who set what, as text and as JSON, without secrets', async () => {
    const { code, stdout } = await config('explain', own, '-X', 'acks=1')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^linger\.ms=20 +you /m)
    expect(stdout).toContain('enable.idempotence=true of the preset balanced is left out')
    expect(stdout).not.toContain('S3CR3T')
    const json = JSON.parse((await config('explain', 'durable', '--json')).stdout)
    expect(json).toMatchObject({ preset: 'durable', consequences: { failureReportMs: 1_800_000 } })
  })

  test('diff shows what differs, and nothing else', async () => {
    const { stdout } = await config('diff', 'balanced', 'throughput')
    expect(stdout).toMatch(/^linger\.ms +5 +50$/m)
    expect(stdout).not.toMatch(/^acks/m)
    const rows = JSON.parse((await config('diff', 'balanced', own, '--json')).stdout)
    expect(rows).toContainEqual(expect.objectContaining({ name: 'linger.ms', values: ['5', '20'] }))
    expect(JSON.stringify(rows)).not.toContain('S3CR3T')
    expect((await config('diff', own, own)).stdout).toBe('no difference\n')
  })

  test('check lists all problems with exit code 2, or says that nothing is wrong', async () => {
    const bad = fileOf('bad.json', JSON.stringify({ 'bootstrap.servers': 'a:1', acks: 2, lingerMs: 5 }))
    const { code, stderr } = await config('check', bad)
    expect(code).toBe(2)
    expect(stderr).toContain('did you mean linger.ms?')
    expect(stderr).toContain('one of -1, all, 0, 1')
    const json = await config('check', bad, '--json')
    expect(json.code).toBe(2)
    expect(
      JSON.parse(json.stdout)
        .problems.map(({ property }: { property: string }) => property)
        .sort(),
    ).toEqual(['acks', 'lingerMs'])
    expect(await config('check', own)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing is wrong'),
    })
  })

  test('list finds properties by a word', async () => {
    const { stdout } = await config('list', 'linger')
    expect(stdout).toMatch(/^linger\.ms \(also queue\.buffering\.max\.ms\)$/m)
    expect(stdout).not.toMatch(/^acks/m)
    expect(JSON.parse((await config('list', '--json')).stdout).length).toBeGreaterThan(110)
    expect((await config('list', 'qqqq')).stdout).toBe('no property has that word\n')
  })

  test('from-java translates, with notes', async () => {
    const { code, stdout } = await config('from-java', java)
    expect(code).toBe(0)
    expect(stdout).toContain("'socket.timeout.ms': '20000',")
    expect(stdout).toContain('enable.idempotence (adjusted)')
    const json = JSON.parse((await config('from-java', java, '--json')).stdout)
    expect(json.java).toMatchObject({ acks: '1', 'enable.idempotence': 'false' })
  })

  test.each([
    [['explain', '/no/such/file'], 'no such file'],
    [['check', fileOf('broken.json', '{ "sasl.password": "S3CR3T"')], 'no JSON object'],
    [['nonsense'], 'unknown command'],
  ])('%j is wrong usage', async (args, text) => {
    const { code, stderr } = await config(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(text)
    expect(stderr).not.toContain('S3CR3T')
  })

  test("produce takes a Java producer's file, and says so", async () => {
    const args = ['produce', '-t', 'a', '--producer.config', java, '-X', 'test.mock.num.brokers=1']
    const { code, stderr } = await runCommand(args, { stdin: 'x\n' })
    expect(stderr).toContain("is a Java producer's: translated")
    expect({ code, account: /delivered 1 \+ failed 0/.test(stderr) }).toEqual({ code: 0, account: true })
  })
})
