import { beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import golden from '../golden/partitioners/vectors.json' with { type: 'json' }
import { runCommand } from '../support/command.js'

beforeAll(() => buildIfStale(), 120_000)

describe('lingerbus partition', () => {
  test('says where keys land, as a table', async () => {
    const { code, stdout } = await runCommand(['partition', 'order-42', '여의나루역', '-n', '12'])
    expect(code).toBe(0)
    expect(stdout).toBe('key       murmur2_random\norder-42               0\n여의나루역                  0\n')
  })

  test('every partitioner side by side; where the key does not decide there is a dash', async () => {
    const { stdout } = await runCommand(['partition', '', '--all', '-n', '7', '--json'])
    expect(JSON.parse(stdout)).toEqual({
      key: '',
      murmur2_random: 0x106e08d9 % 7,
      murmur2: 0x106e08d9 % 7,
      consistent_random: null,
      consistent: 0,
      fnv1a_random: 0x7ee3623b % 7,
      fnv1a: 0x7ee3623b % 7,
      random: null,
    })
    const table = await runCommand(['partition', 'x', '--partitioner', 'random', '-n', '7'])
    expect(table.stdout).toMatch(/^x {2}.* -$/m)
  })

  test('agrees with Java and librdkafka for keys of stdin, in base64 and in hex', async () => {
    const keys = golden.vectors.map(([base64]) => base64 as string)
    const expected = golden.vectors.map(([, , murmur2]) => (murmur2 as number[])[golden.counts.indexOf(12)])
    for (const encoding of ['base64', 'hex'] as const) {
      const stdin = keys.map((key) => `${Buffer.from(key, 'base64').toString(encoding)}\n`).join('')
      const { code, stdout } = await runCommand(['partition', '-n', '12', '--json', '--encoding', encoding], {
        stdin,
      })
      expect(code).toBe(0)
      const found = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).murmur2_random)
      expect(found).toEqual(expected)
    }
  })

  test.for([
    ['no count', ['partition', 'k'], '--partitions'],
    ['a count of none', ['partition', 'k', '-n', '0'], 'at least 1'],
    ['an unknown partitioner', ['partition', 'k', '-n', '3', '--partitioner', 'java'], 'murmur2_random'],
    ['a key that is not what it says', ['partition', 'zz', '-n', '3', '--encoding', 'hex'], "'zz' is no hex"],
    ['a check without a topic', ['partition', '--check', '-b', 'x:1'], '-t TOPIC'],
    ['a check without a broker', ['partition', '--check', '-t', 't'], '-b HOST:PORT'],
    ['a check of keys', ['partition', 'k', '--check', '-b', 'x:1', '-t', 't'], 'takes no keys'],
    ['a check with a count', ['partition', '--check', '-n', '3', '-b', 'x:1', '-t', 't'], 'asks the broker'],
    ['a check of nothing', ['partition', '--check', '--sample', '0', '-b', 'x:1', '-t', 't'], 'at least 1'],
  ] as const)('%s is wrong usage', async ([, args, says]) => {
    const { code, stderr } = await runCommand(args)
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })
})
