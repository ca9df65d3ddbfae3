import { type Content, type Markup, markup } from './markup.js'
import { say } from './table.js'

/** A table that scrolls by itself where the page is narrow; by keyboard as well. */
export function scrolling(caption: string, header: readonly string[], body: readonly Content[]): Markup {
  return markup`<div class="wide" role="region" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${header.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${body}</tbody></table></div>`
}

/** A figure of the file, rounded for the eye; whole in the attribute. */
export function figureCell(figure: string, value: number | null, unit = 1): Markup {
  if (value === null) return markup`<td>–</td>`
  return markup`<td><data data-figure="${figure}" value="${value}">${say(value / unit)}</data></td>`
}
