import { spawnSync } from 'node:child_process'
import { expect, inject, onTestFinished, test } from 'vitest'
import { servePage } from '../../examples/bike-share/page-server.js'
import { startPoller } from '../../examples/bike-share/poller.js'
import { startStationApi } from '../../examples/bike-share/station-api.js'
import { makeCompactedTopic } from '../../examples/bike-share/topic.js'
import { luminance, openBrowser, openPage } from '../support/browser.js'
import { runExample } from '../support/command.js'
import { readLog, topicName } from '../support/kafka.js'
import { ROOT } from '../support/project.js'

const servers = inject('bootstrapServers')
const SOON = { timeout: 30_000 }
/** Long enough for a busy machine; a fault 'late' costs it once. */
const timeoutMs = 4000

type Entry = [id: string, station: { name: string; bikes: number; racks: number }]

async function makeCity(count: number) {
  const api = await startStationApi({ seed: 2, count })
  onTestFinished(() => api.close())
  const topic = topicName('bikes')
  await makeCompactedTopic(servers, topic)
  return { api, topic }
}

async function makePoller(topic: string, apiUrl: string) {
  const poller = await startPoller({ servers, topic, apiUrl, timeoutMs })
  onTestFinished(() => poller.stop().then(() => {}))
  return poller
}

/** All records of the topic as [key, bikes or null], and of each key the last, as compaction leaves it. */
async function readTable(topic: string) {
  const { records } = await readLog(servers, topic)
  const rows = records.map(({ key, value }): [string, number | null] => [
    String(key),
    value === null ? null : JSON.parse(String(value)).bikes,
  ])
  return { rows, last: new Map(rows) }
}

test('only what changed is produced, under its station; closed stations get a tombstone', async () => {
  const { api, topic } = await makeCity(2350)
  const poller = await makePoller(topic, api.url)
  const known = () => new Map([...api.stations].map(([id, { bikes }]) => [id, bikes]))

  // Three pages, and on the way there every fault once: each page is asked for again.
  api.faults = ['http-500', 'html', null, 'error-500', 'late']
  expect(await poller.round()).toEqual({ stations: 2350, changed: 2350, closed: 0 })
  expect(api.calls).toBe(7)
  expect((await readTable(topic)).last).toEqual(known())

  expect(await poller.round()).toEqual({ stations: 2350, changed: 0, closed: 0 })
  const some = [...api.stations.keys()].filter((_, index) => index % 333 === 0)
  for (const id of some) api.stations.get(id)!.bikes += 1
  expect(await poller.round()).toEqual({ stations: 2350, changed: some.length, closed: 0 })
  const { rows } = await readTable(topic)
  expect(rows).toHaveLength(2350 + some.length)

  // A page that cannot be had is not a thousand closed stations.
  for (let round = 1; round <= 4; round++) {
    api.faults = [null, 'http-500', 'html', 'error-500']
    await expect(poller.round()).rejects.toThrow('1001/2000/: ERROR-500 server error')
  }
  expect((await readTable(topic)).rows).toHaveLength(rows.length)

  // Once missing is not closed; back again starts the count anew.
  const [first, second] = [...api.stations.keys()]
  const spared = api.stations.get(second!)!
  api.stations.delete(first!)
  api.stations.delete(second!)
  expect((await poller.round()).closed).toBe(0)
  api.stations.set(second!, spared)
  expect((await poller.round()).closed).toBe(0)
  expect(await poller.round()).toEqual({ stations: 2349, changed: 0, closed: 1 })
  expect((await poller.round()).closed).toBe(0)
  const table = await readTable(topic)
  expect(table.last.get(first!)).toBeNull()
  expect(table.rows.filter(([, bikes]) => bikes === null)).toHaveLength(1)

  // A poller that starts anew knows from the topic what was produced before it.
  api.stations.delete(some.at(-1)!)
  const next = await makePoller(topic, api.url)
  const rounds = [await next.round(), await next.round(), await next.round()]
  expect(rounds.map(({ changed, closed }) => [changed, closed])).toEqual([
    [0, 0],
    [0, 0],
    [0, 1],
  ])
  const open = [...(await readTable(topic)).last].filter(([, bikes]) => bikes !== null)
  expect(new Map(open)).toEqual(known())
})

test('the topic is compacted', async () => {
  const { topic } = await makeCity(1)
  const args = [
    'scripts/kafka.mjs',
    'kafka-topics',
    '--bootstrap-server',
    servers,
    '--describe',
    '--topic',
    topic,
  ]
  const { stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
  expect(stdout).toMatch(/PartitionCount: 3\b.*Configs: .*cleanup\.policy=compact/)
  // A second start finds it there.
  await makeCompactedTopic(servers, topic)
})

test('the page shows what is in the topic, and its changes while one looks', async () => {
  const { api, topic } = await makeCity(1200)
  const poller = await makePoller(topic, api.url)
  await poller.round()
  const server = await servePage({ servers, topic })
  onTestFinished(() => server.close())
  const browser = await openBrowser()
  const { page, wrongs } = await openPage(browser, server.url, { viewport: { width: 1200, height: 860 } })
  const text = (id: string) => page.locator(`#${id}`).innerText()
  const figures = async () => [await text('stations'), await text('bikes'), await text('empty')]
  const expected = () => {
    const all = [...api.stations.values()].map(({ bikes }) => bikes)
    const counts = [
      all.length,
      all.reduce((sum, bikes) => sum + bikes, 0),
      all.filter((bikes) => bikes === 0).length,
    ]
    return counts.map((count) => count.toLocaleString('en'))
  }
  await expect.poll(figures, SOON).toEqual(expected())
  expect(await page.locator('#dots circle').count()).toBe(1200)
  expect(await text('link')).toBe('live')

  const [[id, station], [other]] = [...api.stations].slice(0, 2) as unknown as [Entry, Entry]
  const dot = page.locator(`#dots circle[data-id="${id}"]`)
  await page.fill('#search', station.name)
  expect(await text('station-name')).toBe(station.name)
  for (const [bikes, look] of [
    [0, 'none'],
    [2, 'few'],
    [5, 'some'],
    [station.racks, 'full'],
  ] as const) {
    station.bikes = bikes
    await poller.round()
    await expect.poll(() => dot.getAttribute('class'), SOON).toBe(look)
    expect(await text('station-bikes')).toBe(String(bikes))
    expect(await figures()).toEqual(expected())
  }
  expect(await page.locator('#own .line').getAttribute('d')).toMatch(/^M.* L.* L/)
  expect(await page.locator('#latest li').first().innerText()).toContain(station.name)

  api.stations.delete(other)
  for (let round = 1; round <= 3; round++) await poller.round()
  await expect.poll(() => page.locator(`#dots circle[data-id="${other}"]`).count(), SOON).toBe(0)
  expect(await figures()).toEqual(expected())
  await page.locator('#map').click({ position: { x: 200, y: 200 } })
  expect(await text('station-name')).not.toBe(station.name)
  expect(wrongs).toEqual([])
})

test('on a phone, light and dark: nothing sticks out, all of it can be read', async () => {
  const { api, topic } = await makeCity(1200)
  const poller = await makePoller(topic, api.url)
  await poller.round()
  const server = await servePage({ servers, topic })
  onTestFinished(() => server.close())
  const browser = await openBrowser()
  const grounds: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, wrongs } = await openPage(browser, server.url, {
      viewport: { width: 360, height: 780 },
      colorScheme,
    })
    await expect.poll(() => page.locator('#stations').innerText(), SOON).toBe('1,200')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    const style = await page.evaluate(
      '(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))',
    )
    const [ink, ground] = (style as string[]).map(luminance)
    expect((Math.max(ink!, ground!) + 0.05) / (Math.min(ink!, ground!) + 0.05)).toBeGreaterThan(7)
    grounds.push(ground! > 0.5 ? 'light' : 'dark')
    expect(wrongs).toEqual([])
  }
  expect(grounds).toEqual(['light', 'dark'])
})

test('npm run example bike-share: rounds, a page, and an end with the account', async () => {
  const topic = topicName('bikes')
  let printed = ''
  const { code, stdout, stderr } = await runExample('bike-share/main', [servers, topic], {
    limitMs: 110_000,
    onStart: (child) => {
      child.stdout?.on('data', (chunk) => {
        printed += chunk
        if (printed.includes('round 3:')) child.kill('SIGTERM')
      })
    },
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { rows, last } = await readTable(topic)
  expect(last.size).toBe(2500)
  const changed = [...stdout.matchAll(/^round \d+: 2500 stations, (\d+) changed/gm)].map(([, count]) =>
    Number(count),
  )
  expect(changed[0]).toBe(2500)
  expect(changed.reduce((sum, count) => sum + count)).toBe(rows.length)
  expect(stdout).toContain(`accepted: ${rows.length}, delivered: ${rows.length}, failed: 0`)
})
