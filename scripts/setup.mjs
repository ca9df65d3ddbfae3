// Brings what this clone needs, says what it does and why, and can be interrupted and repeated at any point.
// No dependencies: it runs before anything is installed.
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { addonNeeds, buildAddon, isAddonFresh } from './setup/addon.mjs'
import { buildBinding, buildNeeds, obtainBinding } from './setup/binding.mjs'
import { chromiumNeeds, findChromium } from './setup/chromium.mjs'
import { Interrupted, settleOrphan } from './setup/command.mjs'
import { findJava, javaNeeds, mavenNeeds } from './setup/java.mjs'
import { fetchJars, hasJars } from './setup/kafka-jars.mjs'
import { hasForms, hasObjects, makeForms } from './setup/link-forms.mjs'
import { acquireLock } from './setup/lock.mjs'
import { namespaceNeeds } from './setup/namespaces.mjs'
import { bringNeeds } from './setup/needs.mjs'
import { fetchNodes, hasNodes } from './setup/nodes.mjs'
import { opensslNeeds } from './setup/openssl.mjs'
import { ensurePackages, nodeNeeds } from './setup/packages.mjs'
import { hasVenv, makeVenv, pythonHeaderNeeds, pythonNeeds } from './setup/python.mjs'
import { fetchSparkJars, hasSparkJars } from './setup/spark-jars.mjs'
import { valgrindNeeds } from './setup/valgrind.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
/** What the demo, the examples and `npm run kafka` need. */
export const usualSteps = ['packages', 'binding', 'addon', 'java', 'kafka']

/** What the tests need as well. */
export const everything = [...usualSteps, 'valgrind', 'forms', 'nodes', 'openssl']

/** What single examples need besides the usual steps; `npm test` needs none of it. A venv is of NAME/requirements.txt. */
export const ownSteps = {
  'first-day': ['venv:first-day'],
  datalake: ['java', 'venv:datalake', 'spark-jars'],
  'private-network': ['java', 'kafka', 'namespaces'],
}

/** What the tests of the examples need. */
export const pipelines = [...usualSteps, ...Object.values(ownSteps).flat(), 'chromium']

/**
 * @param {object} [options]
 * @param {string[]} [options.steps] `usualSteps` unless told
 * @param {boolean} [options.quiet] say only what is done, not what is there already
 */
export async function setup({ steps = usualSteps, quiet = false } = {}) {
  const site = {
    root,
    cache: path.join(root, '.cache'),
    doing: (line) => console.log(line),
    done: (line) => quiet || console.log(line),
  }
  site.lock = await lockClone(site)
  try {
    await runSteps(site, new Set(steps))
  } finally {
    site.lock.release()
  }
}

async function runSteps(site, steps) {
  const needs = nodeNeeds()
  const canRunNpm = needs.length === 0
  let mustBuild = false
  if (canRunNpm && steps.has('packages')) await ensurePackages(site)
  if (canRunNpm && steps.has('binding')) mustBuild = !(await obtainBinding(site))
  const mustCompile = canRunNpm && steps.has('addon') && !isAddonFresh(site)
  const mustForm = canRunNpm && steps.has('forms') && !hasForms(site)
  const mustFetch = steps.has('kafka') && !hasJars()
  const mustFetchSpark = steps.has('spark-jars') && !hasSparkJars(site)
  const venvs = [...steps].filter((step) => step.startsWith('venv:')).map((step) => step.slice(5))
  const newVenvs = venvs.filter((name) => !hasVenv(site, name))

  // Everything that the system lacks is known before anything slow begins.
  if (mustBuild || (mustForm && !hasObjects(site))) needs.push(...buildNeeds())
  if (mustCompile) needs.push(...addonNeeds(site))
  if (steps.has('java')) needs.push(...javaNeeds(site))
  if (mustFetch || mustFetchSpark) needs.push(...mavenNeeds())
  if (steps.has('openssl')) needs.push(...opensslNeeds())
  if (steps.has('valgrind')) needs.push(...valgrindNeeds())
  if (newVenvs.length > 0) needs.push(...pythonNeeds())
  if (steps.has('python-headers')) needs.push(...pythonHeaderNeeds())
  if (steps.has('chromium')) needs.push(...chromiumNeeds(site))
  if (steps.has('namespaces')) needs.push(...namespaceNeeds())
  await bringNeeds(site, needs)
  if (steps.has('java') && findJava() === null)
    throw new Error('Java was installed, but is too old or not on PATH')
  if (steps.has('chromium') && findChromium() === null)
    throw new Error('Chromium was installed, but is not on PATH')

  if (mustBuild) await buildBinding(site)
  if (mustCompile) await buildAddon(site)
  else if (canRunNpm && steps.has('addon')) site.done("engine 'native': the addon is built")
  if (mustForm) await makeForms(site)
  else if (canRunNpm && steps.has('forms')) site.done('Kafka binding: both link forms are there')
  if (canRunNpm && steps.has('nodes')) {
    if (hasNodes(site)) site.done('other versions of Node.js: there')
    else await fetchNodes(site)
  }
  if (mustFetch) await fetchJars(site)
  else if (steps.has('kafka')) site.done("Kafka's jars: there")
  if (mustFetchSpark) await fetchSparkJars(site)
  for (const name of newVenvs) await makeVenv(site, name)
}

async function lockClone(site) {
  try {
    return await acquireLock(path.join(site.cache, 'setup-lock'), {
      onWait: (pid) => site.doing(`another set-up runs in this clone (pid ${pid}): waiting for it`),
      onAbandoned: (worker) => settleOrphan(site, worker),
    })
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
    throw new Error(`set-up must be able to write in this clone: ${error.message}`)
  }
}

async function main() {
  try {
    await setup({ steps: everything })
  } catch (error) {
    console.error(error instanceof Interrupted ? error.message : `Set-up failed: ${error.message}`)
    process.exitCode = error instanceof Interrupted ? 130 : 1
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main()
