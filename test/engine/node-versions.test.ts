import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { makeProjectForAnyNode, NODE_VERSIONS, runOnNode, WORKS } from '../support/node-versions.js'
import { removeProject } from '../support/project.js'

describe.runIf(process.platform === 'linux')('one addon file for every Node.js', () => {
  let project: string
  beforeAll(async () => {
    await buildIfStale()
    project = makeProjectForAnyNode()
  }, 120_000)
  afterAll(() => removeProject(project))

  test.for(NODE_VERSIONS)('%s: main thread, worker, exit handler, process.exit', async (version) => {
    const { code, said, stderr } = await runOnNode(project, version)
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' })
    expect(JSON.parse(said)).toEqual({
      node: version,
      modules: expect.any(String),
      napi: expect.any(String),
      ...WORKS,
    })
  })
})
