// One addon file on every version of Node that can be had here.
//   npm run check:nodes     a minute; writes results/nodes.json
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { buildIfStale } from '../../scripts/build.mjs'
import { setup } from '../../scripts/setup.mjs'
import { makeProjectForAnyNode, NODE_VERSIONS, runOnNode, WORKS } from '../support/node-versions.ts'
import { ROOT, removeProject } from '../support/project.ts'
import { keepResult } from './result-file.ts'

await setup({ steps: ['packages', 'binding', 'addon', 'forms', 'nodes'], quiet: true })
await buildIfStale()
const project = makeProjectForAnyNode()
const addon = readFileSync(path.join(ROOT, 'native/build/lingerbus.node'))
const nodes = []
try {
  for (const version of NODE_VERSIONS) nodes.push(await tryNode(version))
} finally {
  removeProject(project)
}
keepResult('nodes', 'npm run check:nodes', {
  addonSha256: createHash('sha256').update(addon).digest('hex'),
  nodes,
})
process.exitCode = nodes.every(({ works }) => works) ? 0 : 1

async function tryNode(version: string) {
  const { code, said, stderr } = await runOnNode(project, version).catch((error) => ({
    code: null,
    said: '{}',
    stderr: String(error),
  }))
  const { node, modules, napi, ...did } = JSON.parse(said || '{}')
  const works = code === 7 && stderr === '' && isDeepStrictEqual(did, WORKS)
  console.log(`Node.js ${version}: ${works ? 'works' : `code ${code} ${said}${stderr}`}`)
  return { node: node ?? version, modules, napi, works }
}
