import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../bench/peers/peer.js'
import { PEERS } from '../../bench/peers/peers.js'
import { ROOT } from '../support/project.js'

const DRIVERS = `${ROOT}/bench/drivers`
const OVER_LIBRDKAFKA = { acks: 'all', 'enable.idempotence': 'false' }
const IN_PYTHON = { acks: 'all', enable_idempotence: 'false' }

/** `acks=all` and no idempotence in each client's own words, which of them is the acks; nobody compresses unasked. */
const SAME_PROMISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  c: OVER_LIBRDKAFKA,
  'lingerbus-native': OVER_LIBRDKAFKA,
  'lingerbus-binding': OVER_LIBRDKAFKA,
  'confluent-callback': OVER_LIBRDKAFKA,
  'confluent-promise': OVER_LIBRDKAFKA,
  'kafka-crab-js': OVER_LIBRDKAFKA,
  'confluent-kafka-python': OVER_LIBRDKAFKA,
  kafkajs: { acks: '-1', idempotent: 'false' },
  platformatic: { acks: '-1', idempotent: 'false' },
  'kafka-python': IN_PYTHON,
  aiokafka: IN_PYTHON,
  pykafka: { required_acks: '-1' }, // it knows no idempotence
  'java-perf-test': OVER_LIBRDKAFKA, // Kafka's own names are the same
  'franz-go': { RequiredAcks: 'AllISRAcks', DisableIdempotentWrite: 'true' },
}
const COMPRESSION = /compression/i
const EQUAL: readonly Entry[] = ['equal', 'open-loop']

describe.for(PEERS.map((peer) => [peer.name, peer] as const))('%s', ([name, peer]) => {
  test.for(EQUAL)('at %s promises what everybody promises', (entry) => {
    const promise = SAME_PROMISE[name]
    expect(promise, `${name} has no line in this file's table`).toBeDefined()
    expect(peer.settings[entry]).toMatchObject(promise!)
    for (const [setting, value] of Object.entries(peer.settings[entry]))
      if (COMPRESSION.test(setting)) expect(value, setting).toBe('none')
  })

  test('at best it still waits for a broker', () => {
    const acks = Object.keys(SAME_PROMISE[name] ?? {}).find((setting) => /acks/i.test(setting))!
    expect(peer.settings.best[acks], acks).toMatch(/^(all|-1|1|AllISRAcks|LeaderAck)$/)
  })

  test('has a folder, and says what it is and why its settings are its best', () => {
    expect(existsSync(`${DRIVERS}/${peer.folder ?? name}/peer.ts`)).toBe(true)
    expect(peer.what).not.toBe('')
    expect(peer.why.length).toBeGreaterThan(40)
  })
})

test('no two have the same name', () => {
  expect(new Set(PEERS.map(({ name }) => name)).size).toBe(PEERS.length)
})

const manifests = readdirSync(DRIVERS).filter((name) => existsSync(`${DRIVERS}/${name}/package.json`))

test('some have a manifest', () => {
  expect(manifests).toContain('kafkajs')
})

test.for(manifests)("%s: exact versions in the manifest, nobody's registry in the lock", (name) => {
  const { private: isPrivate, dependencies } = JSON.parse(
    readFileSync(`${DRIVERS}/${name}/package.json`, 'utf8'),
  )
  expect(isPrivate).toBe(true)
  for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  const lock = JSON.parse(readFileSync(`${DRIVERS}/${name}/package-lock.json`, 'utf8'))
  expect(lock.packages[''].dependencies).toEqual(dependencies)
  const resolved = Object.values<{ resolved?: string }>(lock.packages).filter((entry) => entry.resolved)
  expect(resolved).toEqual([])
})
