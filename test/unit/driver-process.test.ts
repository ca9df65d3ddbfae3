import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { endRunning, runDriver } from '../../bench/driver-process.js'
import { identify, isAlive } from '../../scripts/setup/process-identity.mjs'
import { until } from '../support/producers.js'

const TASK = { topic: 't', bytes: 100, messages: 1, warmUp: 0, rate: undefined, settings: {} }

// `$$` is the driver, `$!` what it starts.
const STARTS = 'sleep 600 & echo "$$ $!" > "$0.draft"; mv "$0.draft" "$0"'

async function startDriver(script: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'driver-process-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const told = path.join(folder, 'pids')
  const outcome = runDriver({ file: 'sh', args: ['-c', script, told] }, TASK).catch((error) => error)
  await until('it has started another', () => existsSync(told))
  const [driver = 0, other = 0] = readFileSync(told, 'utf8').split(' ').map(Number)
  const started = identify(other)
  expect(isAlive(started)).toBe(true)
  return { driver, outcome, otherHasEnded: () => until('the other has ended', () => !isAlive(started)) }
}

// The driver of kafka-producer-perf-test starts Java. A race was interrupted → the driver was killed → Java sent its records to the
// end, to a broker that the next race measured.
test('a driver that is ended takes along what it started', async () => {
  const { outcome, otherHasEnded } = await startDriver(`${STARTS}; wait`)
  endRunning()
  expect(await outcome).toEqual(new Error('it ended with SIGKILL'))
  await otherHasEnded()
})

test('what a driver has left behind is ended as well: it holds stdout, and would be waited for', async () => {
  const { driver, outcome, otherHasEnded } = await startDriver(`${STARTS}; exit 7`)
  await until('the driver has ended', () => identify(driver) === null)
  endRunning()
  expect(await outcome).toEqual(new Error('it ended with code 7'))
  await otherHasEnded()
})

test('a driver that cannot be started says why', async () => {
  await expect(runDriver({ file: '/nowhere/driver', args: [] }, TASK)).rejects.toThrow('ENOENT')
})

test('a driver is told its task, and its last line is the answer', async () => {
  const script = 'echo loading; printf \'{"delivered":1,"arguments":"%s %s"}\\n\' "$DRIVER" "$*"'
  const settings = { acks: 'all' }
  const task = { ...TASK, rate: 7, settings }
  const env = { DRIVER: 'seen' }
  expect(await runDriver({ file: 'sh', args: ['-c', script, 'sh', 'mode'], env }, task)).toEqual({
    delivered: 1,
    arguments: 'seen mode --topic t --bytes 100 --messages 1 --warm-up 0 --rate 7 -X acks=all',
  })
})
