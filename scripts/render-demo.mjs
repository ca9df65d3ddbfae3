// Writes the demo's real output into docs/pictures/demo.svg, and the picture into README.md between the marks.
// Run: node scripts/render-demo.mjs
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const LINE = 20
const MARGIN = 20
const readme = new URL('../README.md', import.meta.url)
const picture = new URL('../docs/pictures/demo.svg', import.meta.url)

const run = spawnSync(process.execPath, [fileURLToPath(new URL('demo.mjs', import.meta.url))], {
  encoding: 'utf8',
})
if (run.status !== 0) throw new Error(`the demo failed:\n${run.stdout}${run.stderr}`)
const printed = run.stdout.trim().split('\n')
const lines = [
  '$ npm run demo',
  ...printed.slice(printed.findIndex((line) => line.startsWith('lingerbus demo'))),
]

writeFileSync(picture, draw(lines))
const mark = '<!-- demo: written by scripts/render-demo.mjs from a real run -->'
const before = readFileSync(readme, 'utf8')
const link = `![The demo's output; its last line: ${lines.at(-1)}](docs/pictures/demo.svg)`
writeFileSync(
  readme,
  before.replace(new RegExp(`${mark}[\\s\\S]*?<!-- /demo -->`), `${mark}\n${link}\n<!-- /demo -->`),
)
console.log(lines.join('\n'))

function draw(text) {
  const width = Math.max(...text.map((line) => line.length)) * 7.9 + 2 * MARGIN
  const height = text.length * LINE + 2 * MARGIN
  const rows = text.map((line, index) => {
    const y = MARGIN + 14 + index * LINE
    const strong = index === 0 || index === text.length - 1 ? ' class="strong"' : ''
    return `  <text x="${MARGIN}" y="${y}"${strong}>${escapeText(line)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${height}" viewBox="0 0 ${Math.ceil(width)} ${height}" role="img" aria-labelledby="title">
  <title id="title">Output of npm run demo</title>
  <style>
    rect { fill: #f6f8fa; stroke: #d0d7de } text { fill: #1f2328; font: 13px ui-monospace, Menlo, Consolas, monospace; white-space: pre }
    .strong { font-weight: bold }
    @media (prefers-color-scheme: dark) { rect { fill: #161b22; stroke: #30363d } text { fill: #e6edf3 } }
  </style>
  <rect x="0.5" y="0.5" width="${Math.ceil(width) - 1}" height="${height - 1}" rx="8"/>
${rows.join('\n')}
</svg>
`
}

function escapeText(line) {
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '\u00a0')
}
