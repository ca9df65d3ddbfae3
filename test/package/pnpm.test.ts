import { readdirSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { describe } from 'vitest'
import { ROOT, succeed } from '../support/project.js'
import { testInstalled } from './installed.js'

const PNPM = path.join(ROOT, 'node_modules/pnpm/bin/pnpm.cjs')
/** In this clone, so that the second run downloads nothing. */
const STORE = path.join(ROOT, '.cache/pnpm-store')

// Here nothing is found that was not asked for: each package sees its own dependencies only.
describe('installed with pnpm', () => {
  testInstalled({
    install: (folder, packages) =>
      succeed(
        process.execPath,
        [PNPM, 'add', '--ignore-scripts', '--prefer-offline', '--store-dir', STORE, ...packages],
        folder,
      ),
    installed: (folder) =>
      readdirSync(path.join(folder, 'node_modules/.pnpm')).map((name) =>
        name.replace(/(?<=.)@.*/, '').replace('+', '/'),
      ),
    dependencies: (folder) => {
      const own = realpathSync(path.join(folder, 'node_modules/lingerbus'))
      return packagesIn(path.dirname(own)).filter((name) => name !== 'lingerbus')
    },
  })
})

function packagesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(path.join(folder, name)).map((part) => `${name}/${part}`) : [name],
  )
}
