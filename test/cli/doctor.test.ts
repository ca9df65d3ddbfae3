import { describe, expect, test } from 'vitest'
import { DoctorPrinter } from '../../src/cli/doctor-text.js'
import type { RungFinding } from '../../src/index.js'
import { runCommand } from '../support/command.js'
import { WRONG_PASSWORD } from '../support/diagnosed.js'
import { metadataOf, startFakeBroker, versions } from '../support/fake-broker.js'

describe('lingerbus doctor', () => {
  test('says cause, evidence and mend, and exits with 1', async () => {
    const { code, stdout } = await runCommand(['doctor', '-b', '127.0.0.1:1'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^ok {7}configuration/)
    expect(stdout).toMatch(/BROKEN {3}TCP .*nobody listens at 127\.0\.0\.1:1/)
    expect(stdout).toContain('mend: start the broker')
    expect(stdout).toMatch(/\nbroken: refused\n$/)
    expect(stdout).not.toContain('\x1b')
  })

  test('--json is the diagnosis; no password stands in it', async () => {
    const login = ['security.protocol=sasl_plaintext', 'sasl.mechanism=PLAIN', 'sasl.username=alice']
    const flags = [...login, `sasl.password=${WRONG_PASSWORD}`].flatMap((pair) => ['-X', pair])
    const { code, stdout } = await runCommand(['doctor', '-b', '127.0.0.1:1', '--json', ...flags])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, cause: 'refused' })
    expect(stdout).not.toContain(WRONG_PASSWORD)
  })

  test('0 where all is well, 2 for wrong usage', async () => {
    const address = await startFakeBroker((port) => ({ ...versions({ 0: 8, 3: 4 }), ...metadataOf(port) }))
    expect(await runCommand(['doctor', '-b', address, '--timeout', '20000'])).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect(await runCommand(['doctor', '-b', address, '--produce'])).toMatchObject({ code: 2 })
    expect(await runCommand(['doctor', '-b', address, '--timeout', '5'])).toMatchObject({ code: 2 })
    expect(await runCommand(['doctor', '--nonsense'])).toMatchObject({ code: 2 })
  })

  test.each([
    ['a terminal', true, {}, '\x1b[31m✗\x1b[0m  TCP'],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, '✗  TCP'],
    ['a pipe', false, {}, 'BROKEN   TCP'],
  ])('on %s', (_where, isTTY, environment, expected) => {
    let written = ''
    const write = (text: string) => {
      written += text
      return true
    }
    const printer = new DoctorPrinter({ isTTY, write } as never, environment)
    const finding = { text: 'nobody', evidence: [], tookMs: 1 }
    const broken: RungFinding = { ...finding, rung: 'TCP', status: 'broken', mend: 'do' }
    printer.print(broken)
    expect(written.startsWith(expected)).toBe(true)
    // What stands above it is not spoken of.
    const before = written
    printer.print({ ...finding, rung: 'TLS', status: 'skipped' })
    expect(written).toBe(before)
  })
})
