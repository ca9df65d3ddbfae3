// The few marks of which the pictures are made, and the colours for light and dark.
// Pictures are 680 wide with letters of 18 and more: 380 wide, on a phone, they are still letters of 10.

export const WIDTH = 680
const FONT = 20
/** A letter's mean width as a share of its size; generous, because the reader's font is not known here. */
const LETTER = { plain: 0.54, mono: 0.61 }

const light = {
  paper: '#fbfaf7',
  ink: '#1f2b36',
  soft: '#536371',
  line: '#a9b4be',
  amber: '#b5650c',
  blue: '#2367a3',
  green: '#25703f',
  red: '#b02a22',
}
const lightTints = { amber: '#fdeed6', blue: '#e0edf9', green: '#def2e5', red: '#fbe2df', box: '#ffffff' }
const dark = {
  paper: '#161b21',
  ink: '#e7ecf1',
  soft: '#a9b6c2',
  line: '#566370',
  amber: '#f2ae57',
  blue: '#79b8ec',
  green: '#6cca92',
  red: '#f4938a',
}
const darkTints = { amber: '#3b2c15', blue: '#152b3f', green: '#163323', red: '#3d1e1b', box: '#20282f' }

/** `ink` fills text and shapes, `ink-line` draws lines; `amber-tint` fills boxes. */
function rules(colours, tints) {
  const lines = Object.entries(colours).map(
    ([name, value]) => `.${name}{fill:${value}}.${name}-line{stroke:${value};fill:none}`,
  )
  for (const [name, value] of Object.entries(tints)) lines.push(`.${name}-tint{fill:${value}}`)
  return lines.join('')
}

export function picture({ title, description, height, body }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${escapeText(title)}</title>
<desc id="desc">${escapeText(description)}</desc>
<style>
text{font-family:system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:${FONT}px}
.mono{font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}
.bold{font-weight:600}
${rules(light, lightTints)}
@media (prefers-color-scheme:dark){${rules(dark, darkTints)}}
</style>
<rect class="paper" width="${WIDTH}" height="${height}" rx="14"/>
${body.flat(Number.POSITIVE_INFINITY).join('\n')}
</svg>
`
}

/** Refuses what would stick out: a reader's font may be wider than the one it was looked at with. */
export function text(
  x,
  y,
  words,
  { as = 'ink', size = FONT, anchor = 'start', mono = false, bold = false } = {},
) {
  const width = widthOf(words, { size, mono })
  const left = anchor === 'start' ? x : anchor === 'middle' ? x - width / 2 : x - width
  if (left < 8 || left + width > WIDTH - 8)
    throw new Error(`'${words}' does not fit: ${left} to ${left + width}`)
  const classes = [as, mono && 'mono', bold && 'bold'].filter(Boolean).join(' ')
  const place = anchor === 'start' ? '' : ` text-anchor="${anchor}"`
  const fontSize = size === FONT ? '' : ` style="font-size:${size}px"`
  return `<text class="${classes}" x="${x}" y="${y}"${place}${fontSize}>${escapeText(words)}</text>`
}

/** A bold word and what it means, on one line; the second begins where the first ends, in any font. */
export function heading(x, y, name, words) {
  return `<text x="${x}" y="${y}"><tspan class="ink bold">${escapeText(name)}</tspan><tspan class="soft" dx="12">${escapeText(words)}</tspan></text>`
}

export function widthOf(words, { size = FONT, mono = false } = {}) {
  return words.length * size * (mono ? LETTER.mono : LETTER.plain)
}

export function box(x, y, width, height, { tint = 'box', as = 'line', radius = 10 } = {}) {
  return `<rect class="${as}-line" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" stroke-width="2"/>
<rect class="${tint}-tint" x="${x + 1}" y="${y + 1}" width="${width - 2}" height="${height - 2}" rx="${radius - 1}"/>`
}

export function line(x1, y1, x2, y2, { as = 'line', width = 2, dashed = false } = {}) {
  const dashes = dashed ? ' stroke-dasharray="5 6"' : ''
  return `<line class="${as}-line" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke-width="${width}"${dashes}/>`
}

/** A line with a head at its end. */
export function arrow(x1, y1, x2, y2, { as = 'soft', width = 3, dashed = false } = {}) {
  const angle = Math.atan2(y2 - y1, x2 - x1)
  const corner = (turn, far) =>
    `${round(x2 - far * Math.cos(angle + turn))},${round(y2 - far * Math.sin(angle + turn))}`
  const end = [x2 - 10 * Math.cos(angle), y2 - 10 * Math.sin(angle)].map(round)
  return `${line(x1, y1, end[0], end[1], { as, width, dashed })}
<polygon class="${as}" points="${x2},${y2} ${corner(0.45, 15)} ${corner(-0.45, 15)}"/>`
}

/** Something that does not arrive. */
export function cross(x, y, { as = 'red', size = 9 } = {}) {
  return [
    line(x - size, y - size, x + size, y + size, { as, width: 4 }),
    line(x - size, y + size, x + size, y - size, { as, width: 4 }),
  ]
}

/** A message. */
export function dot(x, y, { as = 'amber', radius = 8 } = {}) {
  return `<circle class="${as}" cx="${x}" cy="${y}" r="${radius}"/>`
}

/** A batch: seats, some of them taken. */
export function bus(x, y, { seats = 5, taken = seats, as = 'amber' } = {}) {
  const width = seats * 24 + 22
  return [
    box(x, y, width, 40, { tint: as, as, radius: 9 }),
    Array.from({ length: seats }, (_, seat) =>
      seat < taken
        ? dot(x + 22 + seat * 24, y + 18, { as })
        : `<circle class="${as}-line" cx="${x + 22 + seat * 24}" cy="${y + 18}" r="7" stroke-width="1.5"/>`,
    ),
    [x + 24, x + width - 24].map((wheel) => `<circle class="soft" cx="${wheel}" cy="${y + 41}" r="7"/>`),
  ]
}

export function round(value) {
  return Math.round(value * 10) / 10
}

function escapeText(words) {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
