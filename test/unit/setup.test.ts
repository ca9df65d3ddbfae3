import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'

// Plain JavaScript without types: set-up must run before a compiler is there.
const scripts = path.resolve(import.meta.dirname, '..', '..', 'scripts')
const load = (name: string) => import(pathToFileURL(path.join(scripts, name)).href)
const { acquireLock } = await load('setup/lock.mjs')
const { NeedsMissing } = await load('setup/needs.mjs')
const { differenceFromLock, nodeNeeds } = await load('setup/packages.mjs')
const { identify, isAlive } = await load('setup/process-identity.mjs')
const { brokerProperties, formatProperties } = await load('kafka/properties.mjs')
const { decodeResponse } = await load('kafka/describe.mjs')

let folder: string
beforeEach(() => {
  const made = mkdtempSync(path.join(tmpdir(), 'lingerbus-setup-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  folder = made
})

/** A process that has ended: nobody has its number and its beginning any more. */
function deadProcess() {
  const script = `
    import { identify } from ${JSON.stringify(path.join(scripts, 'setup/process-identity.mjs'))}
    console.log(JSON.stringify(identify(process.pid)))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  return JSON.parse(stdout)
}

describe('process identity', () => {
  test('this process is alive, an ended one is not, nor is one with the number of another', () => {
    expect(isAlive(identify(process.pid))).toBe(true)
    expect(isAlive(deadProcess())).toBe(false)
    expect(isAlive({ pid: process.pid, start: 'another moment' })).toBe(false)
    expect(isAlive(null)).toBe(false)
  })
})

describe('lock', () => {
  test('the second waits until the first has released it', async () => {
    const events: string[] = []
    const first = await acquireLock(folder)
    const second = acquireLock(folder, {
      onWait: (pid: number) => events.push(`waits for ${pid}`),
      pollMs: 5,
    })
    await expect.poll(() => events).toEqual([`waits for ${process.pid}`])
    events.push('released')
    first.release()
    ;(await second).release()
    expect(events).toEqual([`waits for ${process.pid}`, 'released'])
  })

  test('a holder that died is followed at once, and its worker is handed over first', async () => {
    const worker = { pid: 1, what: 'npm' }
    writeFileSync(path.join(folder, 'lock-7'), JSON.stringify({ owner: deadProcess(), worker }))
    const abandoned: unknown[] = []
    const lock = await acquireLock(folder, { onAbandoned: async (found: unknown) => abandoned.push(found) })
    expect(abandoned).toEqual([worker])
    expect(readdirSync(folder)).toEqual(['lock-8'])
    lock.release()
  })

  test('a released lock hands over no worker, though its holder has ended', async () => {
    const record = { owner: deadProcess(), worker: { pid: 1 }, released: true }
    writeFileSync(path.join(folder, 'lock-1'), JSON.stringify(record))
    await acquireLock(folder, { onAbandoned: () => expect.unreachable() })
  })

  test('four processes that find a dead holder, and die with the lock in hand, never hold it together', async () => {
    writeFileSync(path.join(folder, 'lock-3'), JSON.stringify({ owner: deadProcess() }))
    const journal = path.join(folder, 'journal')
    const script = `
      import { appendFileSync } from 'node:fs'
      import { acquireLock } from ${JSON.stringify(path.join(scripts, 'setup/lock.mjs'))}
      for (let round = 0; round < 4; round++) {
        const lock = await acquireLock(process.argv[1], { pollMs: 1 })
        appendFileSync(process.argv[2], 'in\\n')
        for (const endMs = Date.now() + 3; Date.now() < endMs; );
        appendFileSync(process.argv[2], 'out\\n')
        if (round === 3) process.kill(process.pid, 'SIGKILL')
        lock.release()
      }`
    const args = ['--input-type=module', '-e', script, folder, journal]
    const contender = () => promisify(execFile)(process.execPath, args).catch((error) => error.signal)
    expect(await Promise.all(Array.from({ length: 4 }, contender))).toEqual(Array(4).fill('SIGKILL'))
    expect(readFileSync(journal, 'utf8')).toBe('in\nout\n'.repeat(16))
  })
})

describe('npm packages', () => {
  const entry = { version: '1.0.0', integrity: 'sha512-a' }
  function install(wanted: object, present: object | null) {
    writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }))
    if (present === null) return
    for (const place of Object.keys(present)) {
      mkdirSync(path.join(folder, place), { recursive: true })
      writeFileSync(path.join(folder, place, 'package.json'), '{}')
    }
    writeFileSync(path.join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: present }))
  }

  test.each([
    ['the same', { 'node_modules/a': entry }, null],
    ['another version', { 'node_modules/a': { ...entry, version: '1.0.1' } }, 'node_modules/a differs'],
    ['another content', { 'node_modules/a': { ...entry, integrity: 'sha512-b' } }, 'node_modules/a differs'],
    [
      'one too many',
      { 'node_modules/a': entry, 'node_modules/b': entry },
      'node_modules/b is not in package-lock.json',
    ],
    ['one missing', { 'node_modules/c': entry }, 'node_modules/a is missing'],
    ['nothing at all', null, 'nothing is installed yet'],
  ])('%s', (_case, present, difference) => {
    install({ 'node_modules/a': entry, 'node_modules/other-platform': { ...entry, optional: true } }, present)
    expect(differenceFromLock(folder)).toBe(difference)
  })

  test('a package whose folder was removed is missing, whatever the list says', () => {
    install({ 'node_modules/a': entry }, { 'node_modules/a': entry })
    rmSync(path.join(folder, 'node_modules/a'), { recursive: true })
    expect(differenceFromLock(folder)).toBe('node_modules/a is missing')
  })
})

describe('what is missing', () => {
  const needs = [
    { what: 'make', why: 'to build', debs: ['make'], mac: 'xcode-select --install' },
    { what: 'Maven', why: 'it brings jars', debs: ['maven'], mac: 'brew install maven' },
  ]
  const debian = { platform: 'linux', isRoot: false, hasApt: false }

  test('every thing is named with its command', () => {
    const { message } = new NeedsMissing(needs, debian)
    expect(message).toContain('2 things are missing')
    expect(message).toMatch(/make \(to build\):\n +apt-get install -y make/)
    expect(message).toMatch(/Maven \(it brings jars\):\n +apt-get install -y maven/)
  })

  test("on macOS the command is the Mac's", () => {
    const { message } = new NeedsMissing(needs, { ...debian, platform: 'darwin' })
    expect(message).toContain('    xcode-select --install\n')
    expect(message).toContain('    brew install maven')
    expect(message).not.toContain('apt-get install')
  })

  test.each([
    ['18.20.4', true],
    ['20.18.9', true],
    ['20.19.0', false],
    ['22.1.0', false],
  ])('Node %s is too old: %s', (version, tooOld) => {
    expect(nodeNeeds(version).some((need: { what: string }) => need.what.startsWith('Node.js'))).toBe(tooOld)
  })
})

describe('Kafka', () => {
  const node = (id: number) => ({ id, port: 9000 + id, controllerPort: 9100 + id })

  test('one node keeps one copy, three keep three and need two', () => {
    const one = brokerProperties({ node: node(1), nodes: [node(1)], dataFolder: '/d' })
    expect(one).toMatchObject({ 'offsets.topic.replication.factor': 1, 'min.insync.replicas': 1 })
    const three = brokerProperties({ node: node(2), nodes: [1, 2, 3].map(node), dataFolder: '/d' })
    expect(three).toMatchObject({
      'default.replication.factor': 3,
      'min.insync.replicas': 2,
      'transaction.state.log.min.isr': 2,
      'controller.quorum.voters': '1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103',
      listeners: 'PLAINTEXT://127.0.0.1:9002,CONTROLLER://127.0.0.1:9102',
    })
  })

  test("the caller's properties win", () => {
    const extra = { 'num.partitions': '1' }
    const properties = brokerProperties({ node: node(1), nodes: [node(1)], dataFolder: '/d', extra })
    expect(formatProperties(properties)).toContain('\nnum.partitions=1\n')
  })

  test("a broker's answer is read: two brokers, one of them in a rack", () => {
    const bytes = Buffer.concat([
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2]),
      Buffer.from([0, 0, 0, 1, 0, 1, 104, 0, 0, 0x23, 0x84, 0xff, 0xff]),
      Buffer.from([0, 0, 0, 2, 0, 1, 105, 0, 0, 0x23, 0x85, 0, 1, 114]),
      Buffer.from([0, 2, 105, 100, 0, 0, 0, 1, 0, 0, 0, 0]),
    ])
    expect(decodeResponse(bytes)).toEqual({
      clusterId: 'id',
      brokers: [
        { id: 1, host: 'h', port: 9092 },
        { id: 2, host: 'i', port: 9093 },
      ],
    })
  })
})
