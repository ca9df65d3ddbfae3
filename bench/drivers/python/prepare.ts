// The drivers in Python, each in a venv of its own, made from the requirements.txt beside it.
import path from 'node:path'
import { venvPython } from '../../../scripts/setup/python.mjs'
import { setup } from '../../../scripts/setup.mjs'
import type { Driver } from '../../../src/measure/processes.js'
import type { Site } from '../../peers/peer.ts'

/** @throws when its packages cannot be had here */
export async function preparePython(site: Site, name: string): Promise<Driver> {
  const folder = `bench/drivers/${name}`
  await setup({ steps: [`venv:${folder}`], quiet: true })
  // -B: nothing is written beside the sources.
  return { file: venvPython(site.root, folder), args: ['-B', path.join(site.root, folder, 'driver.py')] }
}
