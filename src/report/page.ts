import { JUDGED } from '../measure/compare.js'
import type { Result } from '../measure/result.js'
import { drawDistribution } from './distribution.js'
import { drawHeatMap, heatMapsOf } from './heat-map.js'
import { type Content, Markup, markup } from './markup.js'
import type { NamedResult } from './named-result.js'
import { drawKey } from './panel.js'
import { CPU, drawScatter, THROUGHPUT } from './scatter.js'
import { slotTable } from './slot-table.js'
import { STYLE } from './style.js'
import { head, plural } from './table.js'
import { comparisons, percentileTable, settingsTable, summaryTable } from './tables.js'
import { drawTimeline } from './timeline.js'
import { drawTogether } from './together.js'

/**
 * Results as one HTML page, a pure function of the files: it asks for nothing, runs no script, and what comes from the files is
 * text on it.
 * @param files at least one, each with the name it is shown by
 */
export function renderReport(files: readonly { name: string; result: Result }[]): string {
  const all = files.map((file, at) => ({ ...file, id: `r${at + 1}` }))
  const title = all.length === 1 ? all[0]!.result.title : `${all.length} results`
  // The policy is a second lock: markup that got through would still load nothing and run nothing.
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="lingerbus report">
<link rel="icon" href="data:,">
<title>${title} – lingerbus bench</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header><p class="name">lingerbus bench</p><h1>${title}</h1></header>
<main>
${all.length > 1 ? drawTogether(all) : null}
${all.map((named) => drawResult(named, all.length > 1))}
</main>
<footer><p>Made by <code>lingerbus report</code> from ${all.map(({ name }) => name).join(', ')}. Every mark leads to its slot.</p></footer>
</body>
</html>
`.text
}

function drawResult(named: NamedResult, isOneOfMany: boolean): Markup {
  const { id, result, name } = named
  const key = drawKey(result.contenders.map((contender) => contender.name))
  const figures = JUDGED[result.mode.kind]
  return markup`<article id="${id}" aria-label="${result.title}">
${isOneOfMany ? markup`<h2>${result.title}</h2>` : null}
${about(name, result)}
${part('In short', [summaryTable(named), comparisons(named), voids(result)])}
${part('Latency', [
  pictures([drawDistribution(named, 'intended'), drawDistribution(named, 'service')], key),
  behind('The percentiles as a table', percentileTable(named)),
])}
${part('What it costs', [
  pictures([drawScatter(named, THROUGHPUT), drawScatter(named, CPU)], key, frontText(result)),
])}
${part('Combinations', combinations(named))}
${part('Slots over time', [
  pictures(
    figures.map((figure) => drawTimeline(named, figure)),
    key,
    'Crossed out in red: void, not counted. Blocks are shaded in turn; contenders take turns inside each.',
  ),
  slotTable(named),
])}
${part('Settings', [behind('What each contender ran with', settingsTable(named))])}
</article>`
}

function about(name: string, result: Result): Markup {
  const [, ...lines] = head(result)
  const when = `${result.startedAt.slice(0, 19).replace('T', ' ')} UTC, ${Math.round(result.seconds)} s, seed ${result.seed}`
  return markup`<div class="about">${lines.map((line) => markup`<p>${line}</p>`)}
<p>${when}; <code>${name}</code></p><p><code>${result.command}</code></p></div>`
}

function part(title: string, content: Content): Markup {
  return markup`<section><h3>${title}</h3>${content}</section>`
}

function pictures(panels: readonly (Markup | null)[], key: Markup, caption = ''): Markup {
  const there = panels.filter((panel) => panel !== null)
  if (there.length === 0) return markup`<p>Nothing to draw: no slot that counts has the figures.</p>`
  return markup`<figure><div class="panels">${there}</div>${key}${caption === '' ? null : markup`<figcaption>${caption}</figcaption>`}</figure>`
}

function behind(title: string, content: Content): Markup {
  return markup`<details><summary>${title}</summary>${content}</details>`
}

function frontText({ mode }: Result): string {
  const pace =
    mode.kind === 'rate'
      ? ' The rate was set: a contender that keeps up has it, and what differs is its CPU time.'
      : ''
  return `Large: a contender, over all its slots; small: one slot. The dashed line joins those that no other beats in both (Pareto front); how sure a difference is, the table above says.${pace}`
}

function combinations(named: NamedResult): Content {
  const maps = heatMapsOf(named)
  if (maps.length === 0) return markup`<p>Fewer than two settings were varied: there is no map to draw.</p>`
  return markup`<div class="panels">${maps.flatMap((map) => JUDGED[named.result.mode.kind].map((figure) => drawHeatMap(named, map, figure)))}</div>`
}

function voids({ slots }: Result): Markup | null {
  const voided = slots.flatMap((slot, at) => (slot.void === null ? [] : [{ ...slot, at, reason: slot.void }]))
  if (slots.length === 0) return markup`<p class="note">No slot was run.</p>`
  if (voided.length === 0) return markup`<p>All ${plural(slots.length, 'slot')} count.</p>`
  const rules = [...new Set(voided.map(({ reason }) => reason.rule))]
  const counts = rules.map((rule) => `${rule} ${voided.filter(({ reason }) => reason.rule === rule).length}`)
  return markup`<p class="note">Void: ${voided.length} of ${plural(slots.length, 'slot')} (${counts.join(', ')}). They are in no median and no curve; the table of all slots gives the reason of each.</p>`
}
