import { type Content, type Markup, markup } from './markup.js'
import { say } from './table.js'

/** The heading of a column of words, which begin at the left; figures end at the right. */
export interface Words {
  readonly words: string
}

/** A table that scrolls by itself where the page is narrow; by keyboard as well. */
export function scrolling(
  caption: string,
  header: readonly (string | Words)[],
  body: readonly Content[],
): Markup {
  return markup`<div class="wide" role="region" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${header.map(heading)}</tr></thead>
<tbody>
${body}</tbody></table></div>`
}

/** A figure of the file, rounded for the eye; whole in the attribute. */
export function figureCell(figure: string, value: number | null, unit = 1): Markup {
  if (value === null) return markup`<td>–</td>`
  return markup`<td><data data-figure="${figure}" value="${value}">${say(value / unit)}</data></td>`
}

function heading(name: string | Words): Markup {
  if (typeof name === 'string') return markup`<th scope="col">${name}</th>`
  return markup`<th scope="col" class="text">${name.words}</th>`
}
