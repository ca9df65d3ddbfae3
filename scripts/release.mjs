// npm run release [-- --dry-run]: checks that this clone may be released, writes the software bill of materials
// (CycloneDX) and publishes with provenance, which npm gives only to a run of a workflow with `id-token: write`.
// --dry-run checks everything, runs no test, and sends nothing. The last line says what was done.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } })
const isDry = values['dry-run']
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const faults = []

check(
  'the tree is clean',
  run('git', ['status', '--porcelain']).stdout.trim() === '',
  'commit or remove what git status lists',
)
check(
  `src/version.ts says ${version}`,
  readFileSync(path.join(root, 'src/version.ts'), 'utf8').includes(`'${version}'`),
  'it is what brokers are told',
)
const heading = new RegExp(`^## ${version.replaceAll('.', '\\.')}(.*)$`, 'm').exec(
  readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'),
)
check(`CHANGELOG.md has ${version}`, heading !== null, 'what changes for the user must stand there')
check(
  '… as released',
  heading !== null && !heading[1].includes('not released'),
  'its heading still says that it is not',
)
check(
  `the tag v${version} is free`,
  run('git', ['tag', '--list', `v${version}`]).stdout.trim() === '',
  'a version is released once',
)
const sbom = writeSbom()
check('the bill of materials names what is depended on', sbom > 0, 'npm sbom gave nothing')
const addons = readFolder('prebuilds')
check('an addon is staged', addons.length > 0, 'npm run build:addon')
console.log(`addons: ${addons.join(', ') || 'none'}`)

if (!isDry) check('bash .ci/run', run('bash', ['.ci/run'], 'inherit').status === 0, 'a test fails')
if (faults.length > 0 && !isDry) finish(1, `not released: ${faults.length} to mend`)

const flags = isDry ? ['--dry-run'] : ['--provenance']
const published = run('npm', ['publish', '--access', 'public', ...flags, '--loglevel=error'])
check(`npm publish ${flags.join(' ')}`, published.status === 0, published.stderr.trim())
if (faults.length > 0)
  finish(1, `${isDry ? 'would not be released' : 'not released'}: ${faults.length} to mend`)
finish(0, isDry ? `${name} ${version} may be released` : `${name} ${version} is released`)

/** What runs at a user's: the dependencies of the package, not the tools that build it. Returns their number. */
function writeSbom() {
  const { stdout } = run('npm', [
    'sbom',
    '--sbom-format=cyclonedx',
    '--sbom-type=library',
    '--omit=dev',
    '--package-lock-only',
  ])
  if (!stdout.trim().startsWith('{')) return 0
  mkdirSync(path.join(root, 'release'), { recursive: true })
  writeFileSync(path.join(root, 'release/sbom.cdx.json'), stdout)
  return JSON.parse(stdout).components.length
}

function readFolder(folder) {
  try {
    return readdirSync(path.join(root, folder))
  } catch {
    return []
  }
}

function run(program, args, stdio = 'pipe') {
  const result = spawnSync(program, args, { cwd: root, encoding: 'utf8', stdio })
  return { status: result.status, stdout: result.stdout ?? '', stderr: result.stderr ?? '' }
}

function check(what, isGood, mend) {
  console.log(`${isGood ? '✓' : '✗'} ${what}${isGood ? '' : `: ${mend}`}`)
  if (!isGood) faults.push(what)
}

function finish(code, text) {
  console.log(text)
  process.exit(code)
}
