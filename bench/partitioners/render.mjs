// Writes the measured tables and the pictures into docs/partitioners.md, between the marks, from
// bench/results/partitioners/*.json. Run: node bench/partitioners/render.mjs
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { table } from '../render.mjs'
import { say, sayRange } from '../text.mjs'
import { drawPlaces } from './draw.mjs'

export const PAGE = fileURLToPath(new URL('../../docs/partitioners.md', import.meta.url))
const RESULTS = new URL('../results/partitioners/', import.meta.url)
const PICTURES = new URL('../../docs/pictures/', import.meta.url)

/** By name; null where it was not measured yet. */
export function readResults() {
  return Object.fromEntries(
    ['micro', 'rates', 'places'].map((name) => {
      const file = new URL(`${name}.json`, RESULTS)
      return [name, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null]
    }),
  )
}

export function drawAll(results = readResults()) {
  return drawPlaces(results.places)
}

/** The page as it should be: its own words, and between the marks what the result files say. */
export function renderPage(page, results = readResults()) {
  const pictures = drawAll(results)
  const parts = {
    drawn: (name) => {
      const [, title] = /<title[^>]*>([^<]*)</.exec(pictures[name])
      return `![${title}](pictures/${name}.svg)`
    },
    measured: (name) => MEASURED[name](results),
  }
  return page.replace(
    /<!-- (measured|drawn): ([\w-]+) -->[\s\S]*?<!-- \/\1 -->/g,
    (_, kind, name) => `<!-- ${kind}: ${name} -->\n${parts[kind](name)}\n<!-- /${kind} -->`,
  )
}

const MEASURED = {
  limits: ({ rates }) =>
    [
      `On librdkafka's embedded cluster (4 partitions):`,
      '',
      limits(rates.figures.mock),
      '',
      'On a real broker, one node on the same machine (4 partitions):',
      '',
      limits(rates.figures.broker),
      '',
      goal(
        "`uniform_sticky` ÷ librdkafka's own sticky, idempotent, embedded cluster",
        default_(rates).rateToFirst,
        {
          atLeast: 1.1,
        },
      ),
      '',
      where(
        rates,
        `${say(rates.figures.messages)} messages of ${rates.figures.valueBytes} bytes, ${rates.figures.rounds} rounds`,
      ),
    ].join('\n'),
  plugIn: ({ rates }) =>
    [
      table(
        ['', 'messages a second', '÷ in C', 'CPU, µs a message'],
        Object.entries(rates.figures.plugIn).flatMap(([keys, rows]) =>
          rows.map(({ name, rate, rateToFirst, cpuUs }) => [
            `${name}, keys as ${keys}`,
            sayRange(rate),
            sayRange(rateToFirst),
            sayRange(cpuUs),
          ]),
        ),
      ),
      '',
      ...Object.entries(rates.figures.plugIn).map(([keys, rows]) =>
        goal(`a plug-in's rate ÷ the same in C, keys as ${keys}`, rows[1].rateToFirst, { atLeast: 0.9 }),
      ),
      '',
      where(rates, `keys of 36 bytes, ${rates.figures.rounds} rounds`),
    ].join('\n'),
  micro: ({ micro }) => {
    const rows = micro.figures.nanoseconds
    const of = (name) => rows.find((row) => row.name === name).ns
    return [
      table(
        ['a key of 36 bytes', 'ns'],
        rows.map(({ name, ns }) => [name, sayRange(ns)]),
      ),
      '',
      goal('murmur2 over bytes, ns', of('murmur2, bytes'), { atMost: 30 }),
      goal('crc32 over bytes, ns', of('crc32, bytes'), { atMost: 40 }),
      goal('`uniform_sticky` a message, ns', of('uniform_sticky'), { atMost: 30 }),
      goal(
        'all that stands in front of the engine with `uniform_sticky`, ns',
        of('the same behind uniform_sticky'),
        {
          atMost: 30,
        },
      ),
      '',
      where(
        micro,
        `${micro.figures.rounds} rounds, each in a process of its own; the loop itself is in the figures`,
      ),
    ].join('\n')
  },
  opinion: ({ micro }) => {
    const of = (name) => micro.figures.nanoseconds.find((row) => row.name === name).ns.median
    const [own, other] = [of('murmur2, bytes'), of('murmurhash-js, from bytes')]
    return `Measured over a key of 36 bytes: ${say(own)} ns by our own, ${say(other)} ns by \`murmurhash-js\` in the one form that is right for all bytes (${say(other / own)} times).`
  },
  places: ({ places }) =>
    where(places, '4,000 messages a second of 500 bytes, 4 partitions, embedded cluster'),
}

function limits(rows) {
  return table(
    ['', 'messages a request', 'messages a second', '÷ the first', 'least and most, of an equal share'],
    rows.map(({ name, messagesPerRequest, rate, rateToFirst, least, most }) => [
      name,
      sayRange(messagesPerRequest),
      sayRange(rate),
      sayRange(rateToFirst),
      `${say(least.median)} – ${say(most.median)}`,
    ]),
  )
}

/** The limit that is the default. */
function default_({ figures }) {
  return figures.mock.find(({ name }) => name === `uniform_sticky, ${DEFAULT_BYTES} bytes`)
}
const DEFAULT_BYTES = Number(
  /STICKY_BYTES = ([\d_]+)/
    .exec(readFileSync(new URL('../../src/partitioners/sticky.ts', import.meta.url), 'utf8'))[1]
    .replaceAll('_', ''),
)

function goal(what, range, bound) {
  const [name, limit] = Object.entries(bound)[0]
  const isMet = name === 'atLeast' ? range.median >= limit : range.median <= limit
  return `- goal ${name === 'atLeast' ? '≥' : '≤'} ${limit} (${what}): ${sayRange(range)}, ${isMet ? 'met' : '**MISSED**'}`
}

function where({ command, date, scale, loadBefore, machine, versions }, what) {
  const isTry = scale < 1 ? `; a try with ${say(scale * 100)} % of the messages` : ''
  const isBusy = loadBefore > machine.cores ? '; **the machine was busy with other work**' : ''
  return `\`${command}\` on ${date}: ${what}${isTry}; ${machine.cpu}, ${machine.cores} cores, ${machine.os}, load average before ${say(loadBefore)}${isBusy}; Node ${versions.node}, librdkafka ${versions.librdkafka}, Kafka ${versions.kafka}.`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, svg] of Object.entries(drawAll())) writeFileSync(new URL(`${name}.svg`, PICTURES), svg)
  writeFileSync(PAGE, renderPage(readFileSync(PAGE, 'utf8')))
  const readme = fileURLToPath(new URL('../../README.md', import.meta.url))
  writeFileSync(readme, renderPage(readFileSync(readme, 'utf8')))
}
