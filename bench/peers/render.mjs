// The section of docs/benchmarks.md about other clients, and its pictures, from bench/results/peers/*.json.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { say, sayRange } from '../text.mjs'

const RESULTS = new URL('../results/peers/', import.meta.url)
/** Of `entry`, in the order of the page. */
const ENTRIES = {
  equal: {
    title: 'The same promise from everybody',
    about:
      '`acks=all`, no idempotence, no compression, a linger of 5 ms where there is one; as fast as the client can.',
  },
  best: {
    title: 'Each at its own best',
    about:
      'The fastest settings that we found for it while every message is still confirmed; they stand below, with what else was tried.',
  },
  'open-loop': {
    title: 'Latency at a set rate',
    about:
      'From when a message was due until its confirmation is in the hands of the program; settings as in the first table.',
  },
}

/** In the order of the page: by `entry`, on one node and on three; those that are there. */
export function readRaces() {
  const files = existsSync(RESULTS) ? readdirSync(RESULTS).filter((name) => name.endsWith('.json')) : []
  const all = files.map((name) => JSON.parse(readFileSync(new URL(name, RESULTS), 'utf8')))
  const place = ({ entry }) => Object.keys(ENTRIES).indexOf(entry)
  return all.sort((a, b) => place(a) - place(b) || a.nodes - b.nodes)
}

export function peersSection(races, table) {
  return [
    '## Beside other clients',
    [
      'Every client has its driver, with its settings, in [bench/drivers](../bench/drivers/README.md): whoever knows one of them',
      'better is welcome to correct it. Values of 100 bytes without a key, six partitions; each slot is a process and a topic of',
      "its own, lasts about as long for everybody, and counts only where the topic's end offsets are what was confirmed. Brokers",
      'and client share the machine, so three nodes show the price of two more copies on the same two cores rather than a cluster of',
      'machines. Medians of the rounds, least and most in brackets; ratios are taken inside a round.',
    ].join('\n'),
    ...losses(races),
    '![Messages a second of every client, same promise, one node](pictures/peers.svg)',
    ...Object.entries(ENTRIES).flatMap(([entry, words]) =>
      section(
        words,
        races.filter((race) => race.entry === entry),
        table,
      ),
    ),
    ...absent(races),
    ...settings(races),
    races.map(circumstances).join('\n'),
  ].join('\n\n')
}

/** Where we are not first, said first. */
function losses(races) {
  const lines = races
    .filter(({ rate }) => rate === null)
    .flatMap(({ entry, nodes, contenders }) => {
      const own = contenders.find(({ name }) => name === 'lingerbus-native')?.rateToFirst?.median
      const ahead = contenders.filter(({ rateToFirst }) => own && rateToFirst && rateToFirst.median > own)
      if (ahead.length === 0) return []
      const names = ahead.map(
        ({ name, rateToFirst }) => `\`${name}\` (${say(rateToFirst.median / own)} times our rate)`,
      )
      return [`- ${ENTRIES[entry].title.toLowerCase()}, ${on(nodes)}: ${names.join(', ')}`]
    })
  return lines.length === 0 ? [] : [['Faster than `lingerbus-native`:', '', ...lines].join('\n')]
}

function section({ title, about }, races, table) {
  if (races.length === 0) return []
  const isPaced = races[0].rate !== null
  const names = sorted(races)
  const head = ['', ...races.flatMap(({ nodes }) => columns(isPaced, nodes))]
  const folderOf = (name) => races[0].contenders.find((each) => each.name === name).folder
  const rows = names.map((name) => [
    `[\`${name}\`](../bench/drivers/${folderOf(name)})`,
    ...races.flatMap(({ contenders }) =>
      cells(
        isPaced,
        contenders.find((each) => each.name === name),
      ),
    ),
  ])
  const pace = isPaced ? ` ${say(races[0].rate)} messages a second.` : ''
  return [`### ${title}`, `${about}${pace}`, table(head, rows)]
}

function columns(isPaced, nodes) {
  const where = on(nodes)
  return isPaced
    ? [`${where}: p50, ms`, 'p99, ms', 'CPU, µs a message']
    : [`${where}: messages a second`, '÷ c', 'CPU, µs a message', 'RSS peak, MiB']
}

function cells(isPaced, contender) {
  const { figures = {}, rateToFirst } = contender ?? {}
  const { p50Us, p99Us, cpuUs, rate, rssPeakMiB } = figures
  return (isPaced ? [inMs(p50Us), inMs(p99Us), cpuUs] : [rate, rateToFirst, cpuUs, rssPeakMiB]).map(sayRange)
}

function inMs(range) {
  return range && { median: range.median / 1000, min: range.min / 1000, max: range.max / 1000 }
}

/** The fastest first, or the one with the least latency. */
function sorted(races) {
  const best = ({ figures }) => figures.rate?.median ?? 0
  const late = ({ figures }) => figures.p99Us?.median ?? Number.POSITIVE_INFINITY
  const [{ contenders, rate }] = races
  return contenders
    .filter(({ leftOut }) => leftOut === null)
    .sort((a, b) => (rate === null ? best(b) - best(a) : late(a) - late(b)))
    .map(({ name }) => name)
}

function absent(races) {
  const reasons = new Map()
  for (const { name, leftOut } of races.flatMap(({ contenders }) => contenders))
    if (leftOut !== null) reasons.set(name, leftOut)
  if (reasons.size === 0) return []
  return [[...reasons].map(([name, reason]) => `- \`${name}\` could not run: ${reason}`).join('\n')]
}

function settings(races) {
  const clients = new Map()
  for (const { entry, contenders } of races)
    for (const each of contenders)
      clients.set(each.name, {
        ...each,
        client: clients.get(each.name)?.client ?? each.client,
        runtime: clients.get(each.name)?.runtime ?? each.runtime,
        entries: { ...clients.get(each.name)?.entries, [entry]: each.settings },
      })
  const blocks = [...clients.values()].map((each) => {
    const entries = Object.entries(each.entries).sort(
      ([a], [b]) => Object.keys(ENTRIES).indexOf(a) - Object.keys(ENTRIES).indexOf(b),
    )
    return [
      `**[\`${each.name}\`](../bench/drivers/${each.folder})**: ${each.what}${each.client ? `; ${each.client} on ${each.runtime}` : ''}.`,
      `${each.why}${each.unequal ? ` Not equal: ${each.unequal}` : ''}`,
      '',
      ...entries.map(([entry, names]) => `- ${entry}: ${list(names)}`),
    ].join('\n')
  })
  return ['### Who they are, and their settings', ...blocks]
}

function list(settings) {
  const pairs = Object.entries(settings).map(([name, value]) => `\`${name}=${value}\``)
  return pairs.length === 0 ? 'none' : pairs.join(' ')
}

function circumstances({ entry, nodes, command, date, seed, rounds, slotSeconds, slots, machine, versions }) {
  const voided = slots.filter((slot) => slot.void !== null)
  const why = [...new Set(voided.map((slot) => `\`${slot.contender}\`: ${slot.void}`))]
  const most = (name) => Math.max(...slots.map((slot) => slot[name]))
  return (
    `- ${entry}, ${on(nodes)}: \`${command}\` on ${date.slice(0, 10)}, seed ${seed}, ${rounds} rounds of ${slotSeconds} s; ` +
    `${machine.cpu}, ${machine.cores} cores, ${Math.round(machine.memoryGiB)} GiB, ${machine.os}; Kafka ${versions.kafka}, lingerbus ${versions.lingerbus}; ` +
    `load average before a slot up to ${say(most('loadBefore'))}, steal at most ${say(most('stealShare') * 100)} %, ` +
    `${voided.length} of ${slots.length} slots void${why.length === 0 ? '' : ` (${why.join('; ')})`}`
  )
}

const on = (nodes) => (nodes === 1 ? 'one node' : `${nodes} nodes`)
