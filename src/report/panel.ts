import { type Content, type Markup, markup } from './markup.js'
import type { Ends, Scale } from './scale.js'
import { say } from './table.js'

/** One picture of two axes. Small, so that its letters can be read on a phone; wide pages put two beside each other. */
export interface Panel {
  /** Unique on the page. */
  readonly id: string
  readonly title: string
  /** For who does not see it: what is shown, and where the same figures are. */
  readonly description: string
  readonly x: Axis
  readonly y: Axis
  readonly marks: Content
}

export interface Axis {
  readonly label: string
  readonly scale: Scale
  readonly say: (tick: number) => string
}

export const WIDTH = 400
export const HEIGHT = 290
export const ACROSS: Ends = [48, 380]
/** From below: more is higher. */
export const UPWARD: Ends = [246, 48]

export function drawPanel({ id, title, description, x, y, marks }: Panel): Markup {
  const [left, right] = ACROSS
  const [bottom] = UPWARD
  const rows = y.scale.ticks.map((tick) => {
    const at = y.scale.at(tick)
    return markup`<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text class="end" x="${left - 5}" y="${at + 4}">${y.say(tick)}</text>`
  })
  const columns = x.scale.ticks.map((tick) => {
    const at = x.scale.at(tick)
    return markup`<line class="grid" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 4}"/><text class="mid" x="${at}" y="${bottom + 17}">${x.say(tick)}</text>`
  })
  return markup`<svg class="panel" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-t" aria-describedby="${id}-d">
<title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>
<text class="head" x="4" y="14" aria-hidden="true">${title}</text>
<text x="4" y="30">${y.label}</text>${rows}${columns}
<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>
<text class="mid" x="${(left + right) / 2}" y="${HEIGHT - 8}">${x.label}</text>
${marks}
</svg>`
}

/** A tick's number, short enough for the margin. */
export function sayTick(value: number): string {
  return value < 100_000 ? say(value) : value.toLocaleString('en-US', { notation: 'compact' })
}

/** How many contenders have a look of their own. */
const LOOKS = 8
/** Around 0, about 8 units wide: told apart without colours as well. */
const SHAPES = [
  'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z',
  'M-3.6 -3.6h7.2v7.2h-7.2z',
  'M0 -4.6L4.4 3.4H-4.4z',
  'M0 -5L5 0L0 5L-5 0z',
  'M0 4.6L4.4 -3.4H-4.4z',
  'M-1.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z',
  'M-4.6 -2.4h9.2v4.8h-9.2z',
  'M-2.4 -4.6h4.8v9.2h-4.8z',
]

/** The class of the contender at this place: its colour, and how its lines are broken. */
export function lookOf(place: number): string {
  return `c${place % LOOKS}${place % (2 * LOOKS) >= LOOKS ? ' hollow' : ''}`
}

export function mark(place: number, x: number, y: number, size: number): Markup {
  return markup`<path class="mark ${lookOf(place)}" transform="translate(${x} ${y}) scale(${size})" d="${SHAPES[place % LOOKS]!}"/>`
}

export function voidMark(x: number, y: number): Markup {
  return markup`<path class="void" transform="translate(${x} ${y})" d="M-5.5 -5.5l11 11m0 -11l-11 11"/>`
}

export function line(points: readonly (readonly [x: number, y: number])[], look: string): Markup {
  return markup`<polyline class="${look}" points="${points.map((point) => point.join(',')).join(' ')}"/>`
}

/** A mark that leads to a row. Out of the tab order: the table has the same link, and a reader's software passes the picture by. */
export function linked(href: string, text: string, content: Content): Markup {
  return markup`<a href="#${href}" tabindex="-1"><title>${text}</title>${content}</a>`
}

/** What the looks mean. Not read aloud: the tables name the contenders. */
export function drawKey(names: readonly string[]): Markup {
  const entries = names.map(
    (name, place) =>
      markup`<li><svg viewBox="0 0 34 14" width="34" height="14">${line(
        [
          [0, 7],
          [34, 7],
        ],
        `curve ${lookOf(place)}`,
      )}${mark(place, 17, 7, 1.1)}</svg> ${name}</li>`,
  )
  return markup`<ul class="key" aria-hidden="true">${entries}</ul>`
}
