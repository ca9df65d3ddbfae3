// Writes what was run into docs/compatibility.md, from the result files. Run: node --import tsx scripts/compatibility.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { table, withBlocks } from './blocks.js'

const read = (place: string) => JSON.parse(readFileSync(new URL(`../${place}`, import.meta.url), 'utf8'))

export function renderCompatibility(page: string): string {
  const nodes = read('test/endurance/results/nodes.json')
  const musl = read('docs/measurements/musl.json')
  const { machine, versions } = nodes
  const tried = nodes.nodes.map((each: { node: string; modules: string; napi: string; works: boolean }) => [
    each.node,
    each.modules,
    each.napi,
    each.works ? 'works' : 'does not',
  ])
  return withBlocks(page, {
    nodes: [
      table(['Node.js', 'ABI', 'Node-API', 'the same addon file'], tried),
      '',
      `\`${nodes.command}\`, ${nodes.date.slice(0, 10)}, ${machine.os}, librdkafka ${versions.librdkafka}, @confluentinc/kafka-javascript ${versions['@confluentinc/kafka-javascript']}.`,
    ].join('\n'),
    musl: [
      table(
        ['compiler', 'makes the addon'],
        [musl.gcc, musl.other].map(({ compiler, works, why }) => [
          compiler,
          works ? 'yes' : `no: \`${why}\``,
        ]),
      ),
      '',
      `The addon (${musl.bytes} bytes, needs ${musl.needs.join(', ')}) ${musl.loads ? 'is loaded by' : 'is not loaded by'} musl's loader, with stubs in place of Node-API: \`${musl.command}\`, ${musl.date.slice(0, 10)}. No Node.js for musl was to be had, so nothing was produced with it.`,
    ].join('\n'),
  })
}

const file = new URL('../docs/compatibility.md', import.meta.url)
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, renderCompatibility(readFileSync(file, 'utf8')))
}
