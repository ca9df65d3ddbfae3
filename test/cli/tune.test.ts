import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { tuneCommand } from '../../src/cli/tune.js'

/** In this process: what is refused is refused before anything is started. */
function run(words: readonly string[]): Promise<unknown> {
  const command = tuneCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  return command.parseAsync([...words], { from: 'user' })
}

const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-tune-cli-'))
const OTHER = path.join(folder, 'other.jsonl')
writeFileSync(OTHER, '{"lingerbusTune":1,"goal":"another"}\n')
afterAll(() => rmSync(folder, { recursive: true }))

describe('lingerbus tune refuses', () => {
  test.each([
    [['--goal', 'p99<=20ms'], 'expected one of'],
    [['--goal', 'p99.9<=20ms at 10/s'], 'take a lower percentile'],
    [['--goal', 'min-cpu', '--vary', 'acks=1,all'], 'acks: never tuned'],
    [['--goal', 'min-cpu', '--vary', 'linger.ms=5,soon'], 'linger.ms'],
    [['--goal', 'min-cpu', '--vary', 'linger.ms=5', '--vary', 'linger.ms=6'], 'give it once'],
    [['--goal', 'min-cpu', '--vary', 'bootstrap.servers=a,b'], 'the same for all'],
    [['--goal', 'min-cpu', '--mode', 'endless'], 'quick, standard, thorough'],
    [['--goal', 'min-cpu', '--topic', 'orders'], '--topic needs -b'],
    [['--goal', 'min-cpu', '--current', '/nowhere/none'], 'ENOENT'],
    [['--goal', 'min-cpu', '--resume', '/nowhere/none'], 'ENOENT'],
    [['--goal', 'min-cpu', '--resume', 'a', '--state', 'b'], 'leave out --state'],
    [[], '--goal'],
    [['--goal', 'min-cpu', '--resume', OTHER], 'of another run: goal was "another"'],
    [['--goal', 'min-cpu', '--state', OTHER], 'exists: add --resume'],
    [['--goal', 'min-cpu', '--keys', 'own'], '--keys own needs'],
    [['--goal', 'min-cpu', '-X', 'acks=1', '-X', 'enable.idempotence=true'], 'idempotence'],
  ])('%j', async (words, reason) => {
    await expect(run(words)).rejects.toThrow(reason)
  })
})
