// Writes the measured figures, the pictures and the list of timeouts into docs/how-a-message-travels.md,
// between the marks, from the committed result file. Run: node scripts/travel/render.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drawAll, readResult, writePictures } from './draw.mjs'
import { LISTED, MEASURED } from './tables.mjs'

export const PAGE = fileURLToPath(new URL('../../docs/how-a-message-travels.md', import.meta.url))

/** The page as it should be: its own words, and between the marks what the result file says. */
export function renderPage(page, measured = readResult()) {
  const pictures = drawAll(measured)
  const parts = {
    measured: (name) => must(MEASURED, name)(measured),
    listed: (name) => must(LISTED, name)(),
    drawn: (name) => {
      const [, title] = /<title[^>]*>([^<]*)</.exec(must(pictures, name))
      return `![${title}](pictures/${name}.svg)`
    },
  }
  return page.replace(
    /<!-- (measured|listed|drawn): ([\w-]+) -->[\s\S]*?<!-- \/\1 -->/g,
    (_, kind, name) => `<!-- ${kind}: ${name} -->\n${parts[kind](name)}\n<!-- /${kind} -->`,
  )
}

function must(table, name) {
  if (!Object.hasOwn(table, name))
    throw new Error(`the page asks for '${name}'; there is: ${Object.keys(table)}`)
  return table[name]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writePictures()
  writeFileSync(PAGE, renderPage(readFileSync(PAGE, 'utf8')))
}
