import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../bench/peers/peer.js'
import { PEERS } from '../../bench/peers/peers.js'
import { ROOT } from '../support/project.js'

const DRIVERS = `${ROOT}/bench/drivers`
const LIBRDKAFKA = { acks: 'all', 'enable.idempotence': 'false', 'compression.codec': 'none' }

/** `acks=all`, no idempotence and no compression in each client's own words. */
const SAME_PROMISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'confluent-callback': LIBRDKAFKA,
  'confluent-promise': LIBRDKAFKA,
  'kafka-crab-js': LIBRDKAFKA,
  kafkajs: { acks: '-1', idempotent: 'false' }, // compresses when asked to with a send, which its driver does not
  platformatic: { acks: '-1', idempotent: 'false', compression: 'none' },
}
const EQUAL: readonly Entry[] = ['equal', 'open-loop']

describe.for(PEERS.map((peer) => [peer.name, peer] as const))('%s', ([name, peer]) => {
  test.for(EQUAL)('at %s promises what everybody promises', (entry) => {
    const promise = SAME_PROMISE[name]
    expect(promise, `${name} has no line in this file's table`).toBeDefined()
    expect(peer.settings[entry]).toMatchObject(promise!)
  })

  test('at best it still waits for the broker', () => {
    expect(String(peer.settings.best.acks)).toMatch(/^(all|-1|1)$/)
  })

  test('has a folder, and says what it is and why its settings are its best', () => {
    expect(existsSync(`${DRIVERS}/${name}/peer.ts`)).toBe(true)
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
