import { type ChildProcess, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { buildIfStale } from '../../scripts/build.mjs'
import { runCommand } from '../support/command.js'

const MOCK = ['-X', 'test.mock.num.brokers=1', '-X', 'enable.idempotence=false']
const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js')

beforeAll(() => buildIfStale(), 120_000)

function produce(args: readonly string[], options: Parameters<typeof runCommand>[1] = {}) {
  return runCommand(['produce', ...args], options)
}

describe('lingerbus', () => {
  test('--version is the version of the package', async () => {
    expect(await runCommand(['--version'])).toMatchObject({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    })
  })

  test('--version --verbose, in either order, is that and what runs here; other forms: test/engine/link-forms', async () => {
    const asked = await runCommand(['--version', '--verbose'])
    expect(asked).toMatchObject({ code: 0, stderr: '' })
    expect(asked.stdout.split('\n')).toEqual([
      `lingerbus ${manifest.version}`,
      "engine: native, which 'auto' takes",
      expect.stringMatching(/^addon: .*lingerbus\.node \((built here|prebuilt)\)$/),
      expect.stringMatching(/^librdkafka: 2\.15\.\d+, .*kafka-javascript\/build\/.* \(.*\)$/),
      `Node.js: ${process.versions.node}, ${process.platform} ${process.arch}`,
      '',
    ])
    expect((await runCommand(['--verbose', '-V'])).stdout).toBe(asked.stdout)
  })

  test('--help names each command, the exit codes and examples', async () => {
    for (const args of [['--help'], ['produce', '--help']]) {
      const { code, stdout, stderr } = await runCommand(args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/produce -b localhost:9092 -t logs/)
      for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(150)
    }
    expect((await runCommand(['--help'])).stdout).toContain(
      '0 every record was delivered · 1 some were not · 2 wrong usage',
    )
  })

  test('whoever reads its output may stop: no error, no stack', () => {
    const { stdout, stderr } = spawnSync(
      'bash',
      ['-c', `node '${CLI}' produce --help | head -1; echo "\${PIPESTATUS[0]}"`],
      {
        encoding: 'utf8',
      },
    )
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^Usage: .*\n0\n$/)
  })

  const wrong: [what: string, args: string[], says: string][] = [
    ['an unknown command', ['consume'], "unknown command 'consume'"],
    ['no topic', ['produce', '-b', 'a:1'], "required option '-t, --topic <topic>'"],
    ['an unknown flag', ['produce', '-t', 'a', '--nope'], "unknown option '--nope'"],
    ['no broker', ['produce', '-t', 'a'], 'bootstrap.servers'],
    ['a bad address', ['produce', '-t', 'a', '-b', 'http://x'], 'http://x'],
    ['a misspelt property', ['produce', '-t', 'a', '-b', 'a:1', '-X', 'linger=5'], 'linger.ms'],
    ['a property without a value', ['produce', '-t', 'a', '-b', 'a:1', '-X', 'acks'], 'name=value'],
    [
      'an unknown codec',
      ['produce', '-t', 'a', '-b', 'a:1', '-z', 'brotli'],
      'none, gzip, snappy, lz4, zstd',
    ],
    [
      'a file that is not there',
      ['produce', '-t', 'a', '-b', 'a:1', 'no-such-file'],
      'no such file: no-such-file',
    ],
    ['a folder', ['produce', '-t', 'a', '-b', 'a:1', '/'], 'this is a folder'],
    ['a bad partition', ['produce', '-t', 'a', '-b', 'a:1', '-p', 'x'], "a whole number, got 'x'"],
    ['a bad delimiter', ['produce', '-t', 'a', '-b', 'a:1', '-D', '\\q'], '\\q'],
    [
      'an empty key delimiter',
      ['produce', '-t', 'a', '-b', 'a:1', '-K', ''],
      '-K: a delimiter must not be empty',
    ],
    ['an old flag for brokers', ['produce', '-t', 'a', '--broker-list', 'a:1'], 'write -b'],
    [
      'an unknown reader property',
      ['produce', '-t', 'a', '-b', 'a:1', '--property', 'x=y'],
      'parse.key, key.separator',
    ],
    ['whole files of stdin', ['produce', '-t', 'a', '-b', 'a:1', '--whole-files'], 'needs files'],
    ['a missing properties file', ['produce', '-t', 'a', '-b', 'a:1', '-F', 'none.conf'], 'none.conf'],
    [
      'a file both read and written',
      ['produce', '-t', 'a', '-b', 'a:1', '--failed', CLI, CLI],
      'is also read',
    ],
    ['a folder for the failed', ['produce', '-t', 'a', '-b', 'a:1', '--failed', '/'], '--failed'],
  ]

  test.concurrent.for(wrong)('%s is wrong usage: exit code 2, said in a line', async ([, args, says]) => {
    const { code, stdout, stderr } = await runCommand(args)
    expect(stderr).toContain(says)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  test("Java's names that librdkafka does not share are refused by name", async () => {
    const flags = ['-X', 'key.serializer=org.x.StringSerializer', '-X', 'buffer.memory=1']
    const { code, stderr } = await produce(['-t', 'a', '-b', 'a:1', ...flags])
    expect(code).toBe(2)
    expect(stderr).toContain('2 problems')
    expect(stderr).toContain('key.serializer')
    expect(stderr).toContain('buffer.memory')
  })
})

const READING_LINES = 200_000
const REFUSED = 'Connection refused'

/** A moment after the command has said so: its input lay ready, and is read by then. */
function onceSaid(child: ChildProcess, text: string, action: () => void): void {
  let said = ''
  const onData = (chunk: Buffer) => {
    said += chunk
    if (!said.includes(text)) return
    child.stderr?.off('data', onData)
    setTimeout(action, 500)
  }
  child.stderr?.on('data', onData)
}

describe('lingerbus produce', () => {
  test('accounts for every record, on stderr, the sum last', async () => {
    const { code, stdout, stderr } = await produce(['-t', 'a', ...MOCK], { stdin: 'one\ntwo\nthree' })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr.trim().split('\n').at(-1)).toBe('accepted 3 = delivered 3 + failed 0; refused 0')
    const quiet = await produce(['-t', 'a', '-q', ...MOCK], { stdin: 'one\n' })
    expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })

  test('a record that is too large is refused, kept, and holds up no other', async () => {
    const failed = path.join(mkdtempSync(path.join(tmpdir(), 'lingerbus-')), 'failed')
    const large = 'x'.repeat(3000)
    const { code, stderr } = await produce(
      ['-t', 'a', '--failed', failed, '-X', 'message.max.bytes=2000', ...MOCK],
      {
        stdin: `one\n${large}\ntwo\n`,
      },
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(/1 × refused, first: record 2: .*message\.max\.bytes \(2000\)/)
    expect(stderr).toContain('accepted 2 = delivered 2 + failed 0; refused 1')
    expect(readFileSync(failed, 'utf8')).toBe(`${large}\n`)
  })

  test('records that no broker takes fail after their time, and are kept', async () => {
    const failed = path.join(mkdtempSync(path.join(tmpdir(), 'lingerbus-')), 'failed')
    const args = ['-t', 'a', '-b', '127.0.0.1:1', '-X', 'message.timeout.ms=300', '--failed', failed]
    const { code, stderr } = await produce(args, { stdin: 'one\ntwo\n' })
    expect(code).toBe(1)
    expect(stderr).toMatch(/127\.0\.0\.1:1: .*Connection refused/)
    expect(stderr).toContain('2 × _MSG_TIMED_OUT')
    expect(stderr).toContain('accepted 2 = delivered 0 + failed 2; refused 0')
    expect(readFileSync(failed, 'utf8')).toBe('one\ntwo\n')
  })

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s stops reading, delivers what was read, accounts for it: %i', async ([signal, exitCode]) => {
    // A linger far longer than the test: only a flush can have delivered what was read.
    let running: ChildProcess | undefined
    function* endless(): Generator<Buffer> {
      for (let line = 0; ; line++) {
        // More than a pipe and its two ends hold: the command has begun to read.
        if (line === READING_LINES) running?.kill(signal)
        yield Buffer.from(`${line}\n`)
      }
    }
    const outcome = await produce(['-t', 'a', ...MOCK, '-X', 'linger.ms=20000'], {
      stdin: endless(),
      onStart: (child) => {
        running = child
      },
    })
    expect({ code: outcome.code, signal: outcome.signal }).toEqual({ code: exitCode, signal: null })
    const [, accepted, delivered] =
      /accepted (\d+) = delivered (\d+) \+ failed 0; refused 0/.exec(outcome.stderr) ?? []
    expect(Number(accepted)).toBeGreaterThan(0)
    expect(delivered).toBe(accepted)
  })

  test('what no broker takes is given up ten seconds after an interrupt, and kept', {
    timeout: 60_000,
  }, async () => {
    const failed = path.join(mkdtempSync(path.join(tmpdir(), 'lingerbus-')), 'failed')
    const outcome = await produce(['-t', 'a', '-b', '127.0.0.1:1', '--failed', failed], {
      stdin: 'one\ntwo\n',
      onStart: (child) => onceSaid(child, REFUSED, () => child.kill('SIGINT')),
    })
    expect(outcome.code).toBe(1)
    expect(outcome.stderr).toContain('accepted 2 = delivered 0 + failed 2; refused 0')
    expect(readFileSync(failed, 'utf8')).toBe('one\ntwo\n')
  })

  test('a second signal gives it up at once: the account says so, and what was read is kept', async () => {
    const failed = path.join(mkdtempSync(path.join(tmpdir(), 'lingerbus-')), 'failed')
    const outcome = await produce(['-t', 'a', '-b', '127.0.0.1:1', '--failed', failed], {
      stdin: 'one\ntwo\n',
      onStart: (child) => {
        onceSaid(child, REFUSED, () => child.kill('SIGINT'))
        onceSaid(child, 'interrupted:', () => child.kill('SIGINT'))
      },
    })
    expect(outcome.code).toBe(130)
    expect(outcome.stderr).toContain('accepted 2 = delivered 0 + failed 0 + given up 2; refused 0')
    expect(readFileSync(failed, 'utf8')).toBe('one\ntwo\n')
  })

  test('shows its progress on a terminal, and only there', () => {
    const shell = `(for i in 1 2 3 4 5 6; do echo $i; sleep 0.2; done) | node '${CLI}' produce -t a ${MOCK.join(' ')}`
    const { stdout } = spawnSync('script', ['-qec', shell, '/dev/null'], { encoding: 'utf8' })
    expect(stdout.replaceAll('\x1b[K', '')).toMatch(/\rread \d+, delivered \d+, failed 0, \d+\/s/)
    expect(stdout).toContain('accepted 6 = delivered 6 + failed 0; refused 0')
  })

  test('1 GB goes through in bounded memory: 200 MiB above an idle one', { timeout: 120_000 }, async () => {
    const idle = await produce(['-t', 'a', ...MOCK], { stdin: 'one\n' })
    const chunk = Buffer.from(`key:${'v'.repeat(1019)}\n`.repeat(64))
    function* gigabyte(): Generator<Buffer> {
      for (let length = 0; length < 2 ** 30; length += chunk.length) yield chunk
    }
    const outcome = await produce(['-t', 'a', '-K', ':', ...MOCK], { stdin: gigabyte(), limitMs: 100_000 })
    expect(outcome.code).toBe(0)
    expect(outcome.stderr).toContain(`accepted ${2 ** 20} = delivered ${2 ** 20} + failed 0; refused 0`)
    expect(idle.peakMiB).toBeGreaterThan(20)
    expect(outcome.peakMiB - idle.peakMiB).toBeLessThan(200)
  })
})
