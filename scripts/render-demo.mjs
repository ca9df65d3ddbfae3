// Writes the demo's real output into README.md, between the marks. Run: node scripts/render-demo.mjs
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const readme = new URL('../README.md', import.meta.url)
const run = spawnSync(process.execPath, [fileURLToPath(new URL('demo.mjs', import.meta.url))], {
  encoding: 'utf8',
})
if (run.status !== 0) throw new Error(`the demo failed:\n${run.stdout}${run.stderr}`)

const mark = '<!-- demo: written by scripts/render-demo.mjs from a real run -->'
const before = readFileSync(readme, 'utf8')
const lines = run.stdout.trim().split('\n')
const output = lines.slice(lines.findIndex((line) => line.startsWith('lingerbus demo'))).join('\n')
writeFileSync(
  readme,
  before.replace(
    new RegExp(`${mark}[\\s\\S]*?<!-- /demo -->`),
    `${mark}\n\`\`\`\n${output}\n\`\`\`\n<!-- /demo -->`,
  ),
)
console.log(output)
