import { compare, JUDGED } from '../measure/compare.js'
import type { Latency } from '../measure/percentiles.js'
import { summarise } from '../measure/summary.js'
import { figureCell, scrolling } from './html-table.js'
import { type Content, type Markup, markup } from './markup.js'
import { contenderId, type NamedResult, slotId } from './named-result.js'
import { findings, NAMES, rows, say, sayComparison } from './table.js'

/** The same lines as the command prints, with the slots that each rests on. */
export function summaryTable(named: NamedResult): Markup {
  const { result } = named
  const [header, ...body] = rows(result, summarise(result), compare(result))
  return scrolling(
    'Contenders: medians of the slots that count; percentiles of all their messages together',
    ['contender', ...header!.slice(1, -1), 'slots that count, and void ones', { words: 'which' }],
    body.map(([name, ...cells], place) => {
      const row = cells.map((cell) => markup`<td>${marked(cell)}</td>`)
      return markup`<tr id="${contenderId(named, place)}"><th scope="row">${name!}</th>${row}<td class="links">${slotLinks(named, place)}</td></tr>\n`
    }),
  )
}

/** A triangle has no name that can be read aloud. */
function marked(cell: string): Content {
  const [figure, mark] = cell.split(/ (?=[▲▼]$)/)
  if (mark === undefined) return cell
  const meaning = mark === '▲' ? 'reliably better' : 'reliably worse'
  return markup`${figure!} <span role="img" aria-label="${meaning}" title="${meaning}">${mark}</span>`
}

function slotLinks(named: NamedResult, place: number): Content {
  const { contenders, slots } = named.result
  return slots.flatMap(({ contender, void: reason }, at) => {
    if (contender !== contenders[place]!.name) return []
    const number = reason === null ? markup`${at + 1}` : markup`<s>${at + 1}</s>`
    return [
      markup`<a href="#${slotId(named, at)}" aria-label="slot ${at + 1}${reason === null ? '' : ', void'}">${number}</a> `,
    ]
  })
}

/** What can be said of the differences. */
export function comparisons({ result }: NamedResult): Content {
  const [first, ...others] = result.contenders
  if (others.length === 0 || result.kind === 'aa')
    return findings(result, compare(result)).map((line) => markup`<p>${line}</p>`)
  const body = compare(result).map((comparison) => {
    const [name, ratio, verdict] = sayComparison(comparison)
    return markup`<tr><th scope="row">${name!}</th><td>${NAMES[comparison.figure]}</td><td>${verdict === undefined ? '–' : ratio!}</td><td class="text">${verdict ?? ratio!}</td></tr>\n`
  })
  const judged = JUDGED[result.mode.kind].map((figure) => NAMES[figure]).join(' and ')
  return scrolling(
    `${judged} compared with ${first!.name}, block by block; ${say(result.confidence * 100)} % sure of all of it together`,
    ['contender', 'figure', 'ratio (interval)', { words: 'finding' }],
    body,
  )
}

const PERCENTILES = ['p50Us', 'p90Us', 'p95Us', 'p99Us', 'p999Us', 'maxUs'] as const

/** What the curves are drawn from. */
export function percentileTable({ result }: NamedResult): Markup {
  const body = summarise(result).flatMap(({ contender, intended, service }) => [
    ...percentileRow(contender, 'from when due', intended),
    ...percentileRow(contender, 'from the call', service),
  ])
  const header = [
    'contender',
    { words: 'latency' },
    'messages',
    'p50 ms',
    'p90',
    'p95',
    'p99',
    'p99.9',
    'most',
  ]
  return scrolling('Latency of all messages of the slots that count', header, body)
}

function percentileRow(contender: string, what: string, latency: Latency | null): Markup[] {
  if (latency === null) return []
  const cells = PERCENTILES.map((name) => figureCell(name, latency[name], 1000))
  return [
    markup`<tr><th scope="row">${contender}</th><td class="text">${what}</td><td>${latency.histogram.count.toLocaleString('en-US')}</td>${cells}</tr>\n`,
  ]
}

/** What each contender ran with. */
export function settingsTable({ result }: NamedResult): Markup {
  const body = result.contenders.map(({ name, client, versions, effective }) => {
    const who = Object.entries(versions).map(([part, version]) => `${part} ${version}`)
    const settings = Object.entries(effective).map(([setting, value]) => `${setting}=${value}`)
    return markup`<tr><th scope="row">${name}</th><td class="text">${[client, ...who].join(', ')}</td><td class="text settings">${settings.map((setting) => markup`<code>${setting}</code> `)}</td></tr>\n`
  })
  return scrolling(
    "Settings in force that are not librdkafka's own default",
    ['contender', { words: 'client' }, { words: 'settings' }],
    body,
  )
}
