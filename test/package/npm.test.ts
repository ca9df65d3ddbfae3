import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe } from 'vitest'
import { succeed } from '../support/project.js'
import { testInstalled } from './installed.js'

describe('installed with npm', () => {
  testInstalled({
    install: (folder, packages) =>
      succeed(
        'npm',
        [
          'install',
          '--ignore-scripts',
          '--prefer-offline',
          '--no-audit',
          '--no-fund',
          '--loglevel=error',
          ...packages,
        ],
        folder,
      ),
    installed: (folder) => Object.keys(lockOf(folder)).map((place) => place.replace(/.*node_modules\//, '')),
    dependencies: (folder) => Object.keys(lockOf(folder)['node_modules/lingerbus']!.dependencies),
  })
})

/** npm's own account of what it installed. */
function lockOf(folder: string): Record<string, { dependencies: Record<string, string> }> {
  return JSON.parse(readFileSync(path.join(folder, 'node_modules/.package-lock.json'), 'utf8')).packages
}
